/** What the demonstration works on. */
@NullMarked
package io.holdfast.cli.demo;

import org.jspecify.annotations.NullMarked;
