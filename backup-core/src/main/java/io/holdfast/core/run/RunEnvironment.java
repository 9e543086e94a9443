package io.holdfast.core.run;

import java.time.Clock;

/**
 * What a run knows of the world around it.
 *
 * @param clock tells all instants of a run
 * @param host the host's name, for the archive's records
 * @param toolVersion the version of the program that runs, for the archive's records
 */
public record RunEnvironment(Clock clock, String host, String toolVersion) {}
