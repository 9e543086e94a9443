package io.holdfast.testkit;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Things that are open, each with where it was opened. Thread-safe. */
final class Openings {
  private final Map<Object, OpenedHere> open = new LinkedHashMap<>();

  /** Remembers a thing until it is closed; called where it is opened. */
  synchronized void opened(Object thing, String description) {
    open.put(thing, new OpenedHere(description));
  }

  synchronized void closed(Object thing) {
    open.remove(thing);
  }

  synchronized Collection<OpenedHere> list() {
    return List.copyOf(open.values());
  }

  synchronized <T> List<T> list(Class<T> type) {
    return new ArrayList<>(open.keySet())
        .stream().filter(type::isInstance).map(type::cast).toList();
  }
}
