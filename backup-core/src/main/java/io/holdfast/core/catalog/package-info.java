/**
 * The archives of one plan in one destination: their model, and the ports that read and write them.
 */
@NullMarked
package io.holdfast.core.catalog;

import org.jspecify.annotations.NullMarked;
