/** How words, sizes and tables are written for people. */
@NullMarked
package io.holdfast.cli.text;

import org.jspecify.annotations.NullMarked;
