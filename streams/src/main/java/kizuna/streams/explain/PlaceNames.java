package kizuna.streams.explain;

/** Display names of codes and ids. The name of an unknown code is the code. */
public interface PlaceNames {

  /** Returns each code as its name. */
  PlaceNames CODES =
      new PlaceNames() {
        @Override
        public String municipality(String code) {
          return code;
        }

        @Override
        public String disaster(String id) {
          return id;
        }
      };

  /** The name of a local government. */
  String municipality(String code);

  /** The name of a disaster. */
  String disaster(String id);
}
