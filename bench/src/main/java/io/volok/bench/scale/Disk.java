package io.volok.bench.scale;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.HashMap;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** What the disk can do by itself, and topics whose bytes lie on it. */
final class Disk {

    private static final int READ_BYTES = 1 << 20;

    private Disk() {
    }

    /** Makes a topic of one partition with so many bytes in records of 1 KiB. */
    static void fill(Broker broker, String topic, long bytes) throws Exception {
        try (Admin admin = Admin.create(kafka(broker))) {
            admin.createTopics(List.of(new NewTopic(topic, 1, (short) 1))).all().get();
        }
        Map<String, Object> settings = kafka(broker);
        settings.put("batch.size", 256 << 10);
        settings.put("linger.ms", 20);
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
            byte[] value = new byte[1024];
            for (long sent = 0; sent < bytes; sent += value.length) {
                producer.send(new ProducerRecord<>(topic, 0, null, value));
            }
            producer.flush();
        }
    }

    static Map<String, Object> kafka(Broker broker) {
        return new HashMap<>(Map.of("bootstrap.servers", broker.host() + ":" + broker.port("kafka")));
    }

    /** The data files of partition 0, in order. */
    static List<Path> files(Broker broker, String topic) throws IOException {
        try (Stream<Path> files = Files.list(broker.data().resolve("topics").resolve(topic + "-0"))) {
            return files.filter(file -> file.toString().endsWith(".log")).sorted().toList();
        }
    }

    /** Makes the page cache forget files ("advise to drop cache for whole file", as dd's manual has it). */
    static void forget(List<Path> files) throws IOException, InterruptedException {
        for (Path file : files) {
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
                channel.force(true);
            }
            Process dd = new ProcessBuilder("dd", "if=" + file, "iflag=nocache", "count=0", "status=none").start();
            if (dd.waitFor() != 0) {
                throw new IOException("dd could not drop " + file + " from the page cache");
            }
        }
    }

    /** Reads files from start to end; bytes per second. */
    static double read(List<Path> files) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocateDirect(READ_BYTES);
        long bytes = 0;
        long start = System.nanoTime();
        for (Path file : files) {
            try (FileChannel channel = FileChannel.open(file)) {
                for (int count = channel.read(buffer.clear()); count > 0; count = channel.read(buffer.clear())) {
                    bytes += count;
                }
            }
        }
        return bytes * 1e9 / (System.nanoTime() - start);
    }

    /** Appends pieces to a file and forces each; pieces per second. */
    static double force(Path file, int pieceBytes, int count) throws IOException {
        ByteBuffer piece = ByteBuffer.allocateDirect(pieceBytes);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            long start = System.nanoTime();
            for (int i = 0; i < count; i++) {
                piece.clear();
                while (piece.hasRemaining()) {
                    channel.write(piece);
                }
                channel.force(false);
            }
            return count * 1e9 / (System.nanoTime() - start);
        } finally {
            Files.delete(file);
        }
    }
}
