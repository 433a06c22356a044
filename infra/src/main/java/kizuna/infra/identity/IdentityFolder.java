package kizuna.infra.identity;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.text.ParseException;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import kizuna.infra.host.Refusal;
import kizuna.schemas.text.TextReader;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The secrets of this installation: made at the first start, kept in the data folder, readable by
 * their owner alone.
 */
public final class IdentityFolder {

  /** The client that the command line on this machine is. */
  public static final String OPERATOR = "kizuna-operator";

  private static final Set<PosixFilePermission> OWNER_ONLY =
      PosixFilePermissions.fromString("rw-------");
  private static final FileAttribute<Set<PosixFilePermission>> OWNERS_FOLDER =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

  /** Without the letters and digits that people mistake for one another. */
  private static final String LETTERS = "abcdefghjkmnpqrstuvwxyz23456789";

  private static final int PASSWORD_LENGTH = 12;
  private static final int PASSWORD_GROUP = 4;
  private static final int SECRET_BYTES = 32;
  private static final int KEY_BITS = 2048;
  private static final SecureRandom RANDOM = new SecureRandom();

  private final Path folder;

  private IdentityFolder(Path folder) {
    this.folder = folder;
  }

  /** Opens the folder, or makes it. */
  public static IdentityFolder open(Path folder) {
    try {
      if (!Files.isDirectory(folder)) {
        Files.createDirectories(folder, OWNERS_FOLDER);
      }
      return new IdentityFolder(folder);
    } catch (IOException e) {
      throw new Refusal(
          "expected a folder for keys at " + folder + ", but it cannot be made (" + e + ").", e);
    }
  }

  /** The key that signs the tokens. */
  RSAKey signingKey() {
    String text = kept("signing-key.json", IdentityFolder::newKey);
    try {
      return RSAKey.parse(text);
    } catch (ParseException e) {
      throw unreadable("signing-key.json", "the key that signs tokens", e);
    }
  }

  /** The one password of all accounts of the demonstration. */
  public String password() {
    return kept("password", IdentityFolder::newPassword).strip();
  }

  /**
   * The secret of the command line on this machine. The file also says where to ask for a token, so
   * that the secret is never sent to anybody else.
   */
  String operatorSecret(URI door, URI tokenAddress) {
    String file = "operator.json";
    String secret = secretOf(kept(file, () -> operator(newSecret(), door, tokenAddress)));
    write(file, operator(secret, door, tokenAddress));
    return secret;
  }

  private String secretOf(String text) {
    try {
      JsonNode secret = JsonMapper.shared().readTree(text).path("clientSecret");
      if (secret.isString()) {
        return secret.asString();
      }
      throw unreadable("operator.json", "a clientSecret", null);
    } catch (JacksonException e) {
      throw unreadable("operator.json", "a clientSecret", e);
    }
  }

  private static String operator(String secret, URI door, URI tokenAddress) {
    Map<String, String> operator = new LinkedHashMap<>();
    operator.put("door", door.toString());
    operator.put("tokenAddress", tokenAddress.toString());
    operator.put("clientId", OPERATOR);
    operator.put("clientSecret", secret);
    return JsonMapper.shared().writeValueAsString(operator);
  }

  private Refusal unreadable(
      String file, String what, @org.jspecify.annotations.Nullable Throwable cause) {
    String sentence =
        "expected "
            + what
            + " in "
            + folder.resolve(file)
            + ", but it cannot be read; put the file back from a backup, or delete it and a new one is made.";
    return cause == null ? new Refusal(sentence) : new Refusal(sentence, cause);
  }

  private String kept(String file, Supplier<String> made) {
    Path path = folder.resolve(file);
    try {
      if (!Files.exists(path)) {
        write(file, made.get());
      }
      return TextReader.file(path);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Writes a file that only its owner can read; says where it is. */
  public Path write(String file, String text) {
    try {
      // Its permissions come with the file, not after it; and it is never there by half.
      Path draft =
          Files.createTempFile(
              folder, file, ".new", PosixFilePermissions.asFileAttribute(OWNER_ONLY));
      Files.writeString(draft, text, StandardCharsets.UTF_8);
      Files.move(
          draft,
          folder.resolve(file),
          StandardCopyOption.ATOMIC_MOVE,
          StandardCopyOption.REPLACE_EXISTING);
      return folder.resolve(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String newKey() {
    try {
      return new RSAKeyGenerator(KEY_BITS).keyIDFromThumbprint(true).generate().toJSONString();
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String newPassword() {
    StringBuilder password = new StringBuilder();
    for (int i = 0; i < PASSWORD_LENGTH; i++) {
      if (i > 0 && i % PASSWORD_GROUP == 0) {
        password.append('-');
      }
      password.append(LETTERS.charAt(RANDOM.nextInt(LETTERS.length())));
    }
    return password.toString();
  }

  /** A secret that no one types. */
  public static String newSecret() {
    byte[] bytes = new byte[SECRET_BYTES];
    RANDOM.nextBytes(bytes);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}
