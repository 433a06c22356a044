package kizuna.streams.guarantees;

import java.io.IOException;
import java.io.InputStream;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongFunction;
import net.bytebuddy.ByteBuddy;
import net.bytebuddy.asm.Advice;
import net.bytebuddy.description.method.MethodDescription;
import net.bytebuddy.description.type.TypeDescription;
import net.bytebuddy.dynamic.ClassFileLocator;
import net.bytebuddy.matcher.ElementMatcher;
import net.bytebuddy.matcher.ElementMatchers;
import net.bytebuddy.pool.TypePool;

/**
 * Loads the classes of some packages once more, with some of their methods broken: what decides
 * then is the production code but for that.
 */
public final class Mutated extends ClassLoader {

  private static final String OURS = "kizuna.streams.";
  private static final String SEEN_FROM_OUTSIDE = Kizuna.class.getName();

  private final List<String> packages;
  private final Map<String, byte[]> broken = new HashMap<>();

  private Mutated(List<String> packages) {
    super(Mutated.class.getClassLoader());
    this.packages = packages;
  }

  /**
   * Breaks nothing yet.
   *
   * @param packages prefixes of the names of the classes that are loaded once more
   */
  public static Mutated reloading(String... packages) {
    return new Mutated(List.of(packages));
  }

  /**
   * Breaks one method.
   *
   * @param type full name of the class
   * @param method its name; with "()", only the one without arguments
   * @param how an advice that changes what the method does or returns
   */
  public static Mutated of(String type, String method, Class<?> how) {
    return reloading(OURS).and(type, method, how);
  }

  /** Breaks one more method, of another class. */
  public Mutated and(String type, String method, Class<?> how) {
    breakMethod(type, method, how);
    return this;
  }

  private void breakMethod(String type, String method, Class<?> how) {
    ClassFileLocator originals = ClassFileLocator.ForClassLoader.of(getParent());
    byte[] before = broken.get(type);
    ClassFileLocator files =
        before == null
            ? originals
            : new ClassFileLocator.Compound(ClassFileLocator.Simple.of(type, before), originals);
    TypeDescription found = TypePool.Default.of(files).describe(type).resolve();
    ElementMatcher.Junction<MethodDescription> which =
        method.endsWith("()")
            ? ElementMatchers.<MethodDescription>named(method.replace("()", ""))
                .and(ElementMatchers.takesNoArguments())
            : ElementMatchers.named(method);
    if (found.getDeclaredMethods().filter(which).isEmpty()) {
      throw new IllegalArgumentException("expected a method " + method + " of " + type);
    }
    broken.put(
        type,
        new ByteBuddy()
            .redefine(found, files)
            .visit(Advice.to(how, files).on(which))
            .make()
            .getBytes());
  }

  /** A log that these classes decide. */
  Kizuna kizuna() {
    try {
      return (Kizuna)
          loadClass(DecidedByHarness.class.getName()).getDeclaredConstructor().newInstance();
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * A walk through these classes.
   *
   * @param type full name of the class that walks
   */
  @SuppressWarnings("unchecked")
  public LongFunction<String> walk(String type) {
    try {
      return (LongFunction<String>) loadClass(type).getDeclaredConstructor().newInstance();
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * Runs a program of these classes.
   *
   * @param type full name of the class with the main method
   */
  public void main(String type, String... args) throws ReflectiveOperationException {
    // By this one, Kafka finds the classes that its settings name.
    Thread.currentThread().setContextClassLoader(this);
    loadClass(type).getMethod("main", String[].class).invoke(null, (Object) args);
  }

  @Override
  protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
    if (packages.stream().noneMatch(name::startsWith) || name.startsWith(SEEN_FROM_OUTSIDE)) {
      return super.loadClass(name, resolve);
    }
    synchronized (getClassLoadingLock(name)) {
      Class<?> known = findLoadedClass(name);
      return known == null ? define(name) : known;
    }
  }

  private Class<?> define(String name) throws ClassNotFoundException {
    try (InputStream file = getParent().getResourceAsStream(name.replace('.', '/') + ".class")) {
      if (file == null) {
        throw new ClassNotFoundException(name);
      }
      byte[] original = file.readAllBytes();
      byte[] bytes = broken.getOrDefault(name, original);
      return defineClass(name, bytes, 0, bytes.length);
    } catch (IOException e) {
      throw new ClassNotFoundException(name, e);
    }
  }
}
