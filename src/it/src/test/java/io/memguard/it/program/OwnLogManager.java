package io.memguard.it.program;

import java.util.logging.LogManager;

/** The log manager of an application that brings its own. */
public final class OwnLogManager extends LogManager {}
