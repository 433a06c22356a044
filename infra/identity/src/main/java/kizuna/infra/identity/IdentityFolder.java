package kizuna.infra.identity;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.text.ParseException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import kizuna.infra.host.PrivateFiles;
import kizuna.infra.host.SealedStore;
import kizuna.infra.host.Sealer;
import kizuna.infra.host.UserError;
import kizuna.schemas.text.Message;
import kizuna.schemas.text.TextReader;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The secrets of this installation: made at the first start, kept in the data folder, readable by
 * their owner alone.
 */
public final class IdentityFolder {

  /** The client id of the command line on this machine. */
  public static final String OPERATOR = "kizuna-operator";

  /** Without letters and digits that are easily confused. */
  private static final String LETTERS = "abcdefghjkmnpqrstuvwxyz23456789";

  private static final int PASSWORD_LENGTH = 12;
  private static final int PASSWORD_GROUP = 4;
  private static final int KEY_BITS = 2048;
  private static final SecureRandom RANDOM = new SecureRandom();

  private final Path folder;

  private IdentityFolder(Path folder) {
    this.folder = folder;
  }

  /** Opens the folder; creates it if there is none. */
  public static IdentityFolder open(Path folder) {
    try {
      PrivateFiles.folder(folder);
      return new IdentityFolder(folder);
    } catch (IOException e) {
      throw new UserError(IdentityMessages.LIST.of("folder.notMade", folder, e.toString()), e);
    }
  }

  /** The key that signs the tokens. */
  RSAKey signingKey() {
    String text = kept("signing-key.json", IdentityFolder::newKey);
    try {
      return RSAKey.parse(text);
    } catch (ParseException e) {
      throw new UserError(unreadable("signing-key.json", "unreadable.key"), e);
    }
  }

  /** Seals sessions, grants and cookies; doors that share sessions share this file. */
  public Sealer sealer() {
    return new Sealer(kept("sealing-key", PrivateFiles::newSecret));
  }

  /** The gateway's client secret at the embedded provider. */
  public String doorSecret() {
    return kept("door-secret", PrivateFiles::newSecret).strip();
  }

  /** The embedded database of sessions and grants, used unless the user configured one. */
  public SealedStore.DatabaseAddress sessions() {
    Path file = folder.resolve("sessions.db");
    if (!Files.exists(file)) {
      write("sessions.db", ""); // SQLite gives its own files the permissions of this one.
    }
    return new SealedStore.DatabaseAddress("jdbc:sqlite:" + file, null, null);
  }

  /** The shared password of all demonstration accounts. */
  public String password() {
    return kept("password", IdentityFolder::newPassword).strip();
  }

  /**
   * The secret of the command line on this machine. The file also contains the token address, so
   * that the secret is never sent anywhere else.
   */
  String operatorSecret(URI door, URI tokenAddress) {
    String file = "operator.json";
    String secret =
        secretOf(kept(file, () -> operator(PrivateFiles.newSecret(), door, tokenAddress)));
    write(file, operator(secret, door, tokenAddress));
    return secret;
  }

  private String secretOf(String text) {
    try {
      JsonNode secret = JsonMapper.shared().readTree(text).path("clientSecret");
      if (secret.isString()) {
        return secret.asString();
      }
      throw new UserError(unreadable("operator.json", "unreadable.secret"));
    } catch (JacksonException e) {
      throw new UserError(unreadable("operator.json", "unreadable.secret"), e);
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

  private Message unreadable(String file, String what) {
    return IdentityMessages.LIST.of(
        "unreadable", IdentityMessages.LIST.of(what), folder.resolve(file));
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

  /** Writes a file that only its owner can read; returns its path. */
  public Path write(String file, String text) {
    PrivateFiles.write(folder.resolve(file), text);
    return folder.resolve(file);
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
}
