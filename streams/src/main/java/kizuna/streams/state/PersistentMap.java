package kizuna.streams.state;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * An immutable map: a change makes a new one that shares all but a few nodes with the old one, so
 * its cost does not depend on the size. A trie of 32-way nodes over the hashes of the keys.
 */
final class PersistentMap<K, V> {

  private static final int BITS = 5;
  private static final int WIDTH = 1 << BITS;
  private static final int MASK = WIDTH - 1;

  /** Entries of one hash; nearly always one. */
  private record Leaf(int hash, Object key, Object value, @Nullable Leaf next) {}

  private static final PersistentMap<?, ?> EMPTY = new PersistentMap<>(new Object[WIDTH], 0);

  private final @Nullable Object[] root;
  private final int size;

  private PersistentMap(@Nullable Object[] root, int size) {
    this.root = root;
    this.size = size;
  }

  @SuppressWarnings("unchecked")
  static <K, V> PersistentMap<K, V> empty() {
    return (PersistentMap<K, V>) EMPTY;
  }

  int size() {
    return size;
  }

  @SuppressWarnings("unchecked")
  @Nullable V get(K key) {
    int hash = hash(key);
    Object at = root[hash & MASK];
    for (int shift = BITS; at instanceof Object[] node; shift += BITS) {
      at = node[hash >>> shift & MASK];
    }
    for (Leaf leaf = (Leaf) at; leaf != null; leaf = leaf.next) {
      if (leaf.hash == hash && leaf.key.equals(key)) {
        return (V) leaf.value;
      }
    }
    return null;
  }

  /** With this value for this key. */
  PersistentMap<K, V> with(K key, V value) {
    int added = get(key) == null ? 1 : 0;
    return new PersistentMap<>(put(root, 0, hash(key), key, value), size + added);
  }

  private static @Nullable Object[] put(
      @Nullable Object[] node, int shift, int hash, Object key, Object value) {
    @Nullable Object[] copy = node.clone();
    int i = hash >>> shift & MASK;
    Object at = copy[i];
    if (at instanceof Object[] inner) {
      copy[i] = put(inner, shift + BITS, hash, key, value);
    } else if (at instanceof Leaf leaf && leaf.hash != hash) {
      // Two hashes with the same prefix: one more level for both.
      @Nullable Object[] inner = new Object[WIDTH];
      inner[leaf.hash >>> (shift + BITS) & MASK] = leaf;
      copy[i] = put(inner, shift + BITS, hash, key, value);
    } else {
      copy[i] = new Leaf(hash, key, value, without((Leaf) at, key));
    }
    return copy;
  }

  private static @Nullable Leaf without(@Nullable Leaf leaf, Object key) {
    if (leaf == null) {
      return null;
    }
    Leaf rest = without(leaf.next, key);
    return leaf.key.equals(key) ? rest : new Leaf(leaf.hash, leaf.key, leaf.value, rest);
  }

  /** Every value, in no fixed order. */
  void forEachValue(Consumer<V> consumer) {
    visit(root, consumer);
  }

  @SuppressWarnings("unchecked")
  private static <V> void visit(@Nullable Object[] node, Consumer<V> consumer) {
    for (Object at : node) {
      if (at instanceof Object[] inner) {
        visit(inner, consumer);
      } else {
        for (Leaf leaf = (Leaf) at; leaf != null; leaf = leaf.next) {
          consumer.accept((V) leaf.value);
        }
      }
    }
  }

  private static int hash(Object key) {
    int h = key.hashCode();
    return h ^ h >>> 16;
  }
}
