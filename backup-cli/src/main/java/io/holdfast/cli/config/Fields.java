package io.holdfast.cli.config;

import io.holdfast.cli.text.Nearest;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/**
 * The keys of one mapping and their values. Unknown and repeated keys are reported when it is made;
 * merge keys ({@code <<: *anchor}) are followed, the mapping's own keys winning.
 */
final class Fields {
  private static final String MERGE = "<<";

  private final MappingNode node;
  private final String what;
  private final List<String> known;
  private final Problems problems;
  private final Map<String, Node> values = new LinkedHashMap<>();
  private final Set<Node> open = Collections.newSetFromMap(new IdentityHashMap<>());

  Fields(MappingNode node, String what, List<String> known, Problems problems) {
    this.node = node;
    this.what = what;
    this.known = known;
    this.problems = problems;
    values.putAll(read(node));
  }

  Optional<Node> get(String key) {
    return Optional.ofNullable(values.get(key));
  }

  /** The value of a key that must be there; its absence is reported at the mapping. */
  Optional<Node> require(String key, String remedy) {
    if (!values.containsKey(key)) {
      problems.at(node, "the key '" + key + "' is missing in " + what + remedy);
    }
    return get(key);
  }

  /** Where the mapping begins. */
  Node node() {
    return node;
  }

  private Map<String, Node> read(MappingNode mapping) {
    Map<String, Node> own = new LinkedHashMap<>();
    Map<String, Node> first = new LinkedHashMap<>();
    List<Node> merged = new ArrayList<>();
    open.add(mapping);
    for (NodeTuple tuple : mapping.getValue()) {
      if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
        problems.at(tuple.getKeyNode(), "a key must be a word." + Values.allowed(known));
        continue;
      }
      String name = key.getValue();
      if (key.isPlain() && name.equals(MERGE)) {
        merged.add(tuple.getValueNode());
      } else if (first.containsKey(name)) {
        Node earlier = first.get(name);
        int line = earlier == null ? 0 : Problems.line(earlier);
        problems.at(key, "the key '" + name + "' is given twice; the first one is in line " + line);
      } else {
        first.put(name, key);
        if (known.contains(name)) {
          own.put(name, tuple.getValueNode());
        } else {
          problems.at(key, unknown(name));
        }
      }
    }
    merged.forEach(source -> merge(source, own));
    open.remove(mapping);
    return own;
  }

  private void merge(Node source, Map<String, Node> into) {
    if (source instanceof SequenceNode list) {
      list.getValue().forEach(item -> mergeOne(item, into));
    } else {
      mergeOne(source, into);
    }
  }

  private void mergeOne(Node source, Map<String, Node> into) {
    if (!(source instanceof MappingNode mapping)) {
      problems.at(source, "the merge key '<<' takes a mapping, or a list of mappings");
    } else if (open.contains(mapping)) {
      problems.at(source, "the merge key '<<' leads back to itself");
    } else {
      read(mapping).forEach(into::putIfAbsent);
    }
  }

  private String unknown(String name) {
    String elsewhere = KeyPlaces.of(name).filter(place -> !place.equals(what)).orElse("");
    boolean near = Nearest.to(name, known).isPresent();
    String hint =
        near || elsewhere.isEmpty()
            ? Nearest.hint(name, known)
            : "; it belongs into " + elsewhere + ".";
    return "unknown key '" + name + "' in " + what + hint + Values.allowed(known);
  }
}
