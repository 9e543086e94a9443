/** The configuration file: strict YAML that becomes a plan, with every problem at its place. */
@NullMarked
package io.holdfast.cli.config;

import org.jspecify.annotations.NullMarked;
