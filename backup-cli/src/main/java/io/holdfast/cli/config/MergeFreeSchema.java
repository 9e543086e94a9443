package io.holdfast.cli.config;

import org.snakeyaml.engine.v2.resolver.CoreScalarResolver;
import org.snakeyaml.engine.v2.resolver.ScalarResolver;
import org.snakeyaml.engine.v2.schema.CoreSchema;

/**
 * YAML 1.2's core schema that leaves {@code <<} a plain key. The library's own merging loops
 * forever over a mapping that merges itself, and loses where a repeated key stood.
 */
final class MergeFreeSchema extends CoreSchema {
  private final ScalarResolver resolver = new CoreScalarResolver(false);

  @Override
  public ScalarResolver getScalarResolver() {
    return resolver;
  }
}
