package io.volok.testkit.house;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.nio.channels.FileChannel;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.time.Instant;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * The walls. Think before you edit this; then change docs/architecture.md too.
 */
class ArchTest {

    private static JavaClasses volok;

    @BeforeAll
    static void load() {
        volok = new ClassFileImporter()
                .withImportOption(new ImportOption.DoNotIncludeTests())
                .importPackages("io.volok");
    }

    @Test
    void codecKnowsOnlyTheJdk() {
        classes().that().resideInAPackage("io.volok.codec..")
                .should().onlyDependOnClassesThat().resideInAnyPackage("java..", "io.volok.codec..")
                .check(volok);
    }

    @Test
    void logKnowsNoQueueTopicOrProtocol() {
        classes().that().resideInAPackage("io.volok.log..")
                .should().onlyDependOnClassesThat().resideInAnyPackage(
                        "java..", "io.volok.log..", "io.volok.codec.record..", "io.volok.codec.bytes..")
                .check(volok);
    }

    @Test
    void brokerNeverSeesWireTypes() {
        classes().that().resideInAPackage("io.volok.broker..")
                .should().onlyDependOnClassesThat().resideInAnyPackage(
                        "java..", "javax.crypto..", "io.volok.broker..", "io.volok.log..", "io.volok.codec.record..",
                        "io.volok.codec.bytes..", "io.volok.codec.table..", "io.volok.codec.message..")
                .check(volok);
    }

    @Test
    void theTwoProtocolsMeetOnlyInTheBroker() {
        noClasses().that().resideInAPackage("io.volok.server.amqp..")
                .should().dependOnClassesThat().resideInAPackage("io.volok.server.kafka..").check(volok);
        noClasses().that().resideInAPackage("io.volok.server.kafka..")
                .should().dependOnClassesThat().resideInAPackage("io.volok.server.amqp..").check(volok);
    }

    @Test
    void theStreamProtocolKnowsNoOtherFace() {
        noClasses().that().resideInAPackage("io.volok.server.stream..")
                .should().dependOnClassesThat().resideInAnyPackage("io.volok.server.amqp..", "io.volok.server.kafka..",
                        "io.volok.server.admin..", "io.volok.server.runtime..").check(volok);
        noClasses().that().resideInAnyPackage("io.volok.server.amqp..", "io.volok.server.kafka..")
                .should().dependOnClassesThat().resideInAPackage("io.volok.server.stream..").check(volok);
    }

    @Test
    void kafkasOwnClassesStayInTheKafkaAdapters() {
        noClasses().that().resideInAPackage("io.volok..")
                .and().resideOutsideOfPackages("io.volok.server.kafka..", "io.volok.cli..", "io.volok.bench..")
                .should().dependOnClassesThat().resideInAPackage("org.apache.kafka..").check(volok);
    }

    @Test
    void nettyStaysBehindTheEdges() {
        noClasses().that().resideInAPackage("io.volok..")
                .and().resideOutsideOfPackages("io.volok.server.net..", "io.volok.server.runtime..",
                        "io.volok.server.admin..")
                .should().dependOnClassesThat().resideInAPackage("io.netty..").check(volok);
    }

    @Test
    void filesAreOpenedOnlyByTheStoreAndTheStart() {
        noClasses().that().resideInAPackage("io.volok..")
                .and().resideOutsideOfPackages("io.volok.log.store.file..", "io.volok.server.runtime..",
                        "io.volok.server.config..", "io.volok.cli..", "io.volok.bench..")
                .should().dependOnClassesThat().haveFullyQualifiedName("java.nio.file.Files")
                .orShould().callMethod(FileChannel.class, "open", Path.class,
                        OpenOption[].class)
                .orShould().dependOnClassesThat().haveFullyQualifiedName("java.io.File")
                .check(volok);
    }

    @Test
    void threadsExecutorsAndLocksLiveAtTheEdges() {
        DescribedPredicate<JavaClass> threading = resideInAPackage("java.util.concurrent.locks..")
                .or(assignableTo(Executor.class)).or(assignableTo(Thread.class)).or(assignableTo(Future.class))
                .as("threads, executors, futures or locks");
        noClasses().that().resideInAnyPackage("io.volok.codec..", "io.volok.broker..", "io.volok.server.amqp..",
                        "io.volok.server.stream..")
                .should().dependOnClassesThat(threading).check(volok);
        noClasses().that().resideInAPackage("io.volok.log..")
                .and().resideOutsideOfPackages("io.volok.log.store..")
                .should().dependOnClassesThat().resideInAPackage("java.util.concurrent.locks..")
                .orShould().dependOnClassesThat().belongToAnyOf(Thread.class)
                .check(volok);
    }

    @Test
    void timeAndChanceArePassedIn() {
        noClasses().that().resideInAnyPackage("io.volok.codec..", "io.volok.log", "io.volok.broker..",
                        "io.volok.server.amqp..", "io.volok.server.kafka..", "io.volok.server.stream..")
                // Kafka's coordinator runs on its own threads and clock; its adapter has to follow.
                .and().resideOutsideOfPackage("io.volok.server.kafka.coordinator..")
                .should().callMethod(System.class, "currentTimeMillis")
                .orShould().callMethod(System.class, "nanoTime")
                .orShould().callMethod(Instant.class, "now")
                .orShould().callMethod(Math.class, "random")
                .check(volok);
    }

    @Test
    void onlyTheCommandEndsTheProcessOrReadsTheEnvironment() {
        noClasses().that().resideInAPackage("io.volok..")
                .and().resideOutsideOfPackages("io.volok.cli..", "io.volok.bench..")
                .should().callMethod(System.class, "exit", int.class)
                .orShould().callMethod(System.class, "getenv", String.class)
                .orShould().callMethod(Runtime.class, "halt", int.class)
                .check(volok);
    }

    @Test
    void packagesHaveNoCycles() {
        slices().matching("io.volok.(**)").should().beFreeOfCycles().check(volok);
    }
}
