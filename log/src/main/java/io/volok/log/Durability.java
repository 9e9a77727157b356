package io.volok.log;

/** When an append counts as kept. */
public enum Durability {

    /** As soon as the operating system has it: survives the death of the process, not of the machine. */
    OS,

    /** Once it was forced to the disk: survives power loss. Forces of many logs are done as one group. */
    FSYNC
}
