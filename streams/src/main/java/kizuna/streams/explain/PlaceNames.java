package kizuna.streams.explain;

/** How codes and ids are called by people. What is not known is called by its code. */
public interface PlaceNames {

  /** Names that know nothing: everything is called by its code. */
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
