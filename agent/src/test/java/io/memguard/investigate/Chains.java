package io.memguard.investigate;

import io.memguard.snapshot.HeldObject;
import io.memguard.snapshot.HeldObject.Hop;
import java.util.ArrayList;
import java.util.List;

/** Sampled objects with chains, written down as a reader would say them. */
final class Chains {
  static final long NOW = 1_000_000;

  private Chains() {}

  /**
   * A sampled object.
   *
   * @param n tells it from others; {@code *} in a hop stands for an object of its own
   * @param hops from the root: {@code static shop.Book.byId}, {@code shop.Order.text *}, {@code
   *     java.lang.Object[]}
   */
  static HeldObject held(int n, String type, String site, String... hops) {
    List<Hop> chain = new ArrayList<>();
    for (int i = 0; i < hops.length; i++) {
      boolean isStatic = hops[i].startsWith("static ");
      boolean own = hops[i].endsWith(" *");
      String name = hops[i].replace("static ", "").replace(" *", "");
      boolean array = name.endsWith("[]");
      int dot = name.lastIndexOf('.');
      chain.add(
          new Hop(
              1_000_000L * i + (own ? n : 0),
              array ? name : name.substring(0, dot),
              array ? "" : name.substring(dot + 1),
              isStatic));
    }
    return new HeldObject(
        type, NOW - 1_000L * (n + 1), List.of(site), "thread main, Stack Variable", chain);
  }
}
