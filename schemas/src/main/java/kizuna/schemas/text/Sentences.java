package kizuna.schemas.text;

/** The sentences of one language by their keys. */
public interface Sentences {

  /** The sentence under a key with its gaps filled. */
  String sentence(String key, Object... gaps);
}
