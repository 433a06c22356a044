package kizuna.producers.cli;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import kizuna.codes.FactKind;
import kizuna.schemas.form.FactDescriptor;
import kizuna.schemas.form.FactKinds;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.BooleanNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * A command that reports one kind of fact, with one argument for each field of the body. Its name
 * and its route are those of the kind's row in {@link FactKinds}; {@link FactCommands} has the
 * table of them.
 */
@Command
class FactCommand extends ReportCommand {

  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  /** Before the options of all commands, which begin with --help. */
  private static final int FIRST = -2;

  /** Parses the typed value of a field. */
  @FunctionalInterface
  interface Reading extends BiFunction<FactCommand, Object, JsonNode> {}

  /**
   * An option and the field of the body that it fills.
   *
   * @param field empty for the id of the subject
   */
  record Argument(OptionSpec.Builder option, String field, Reading reading) {

    private static Argument of(
        String name, String label, String field, Class<?> type, String help, Reading reading) {
      OptionSpec.Builder option =
          OptionSpec.builder(name).order(FIRST).paramLabel(label).type(type).description(help);
      return new Argument(option, field, reading);
    }

    static Argument text(String name, String label, String field, String help) {
      return of(name, label, field, String.class, help, (c, v) -> JSON.stringNode(v.toString()));
    }

    /** Text; {@code none} makes the field empty. */
    static Argument textOrNone(String name, String label, String field, String help) {
      return of(
          name,
          label,
          field,
          String.class,
          help,
          (c, v) -> JSON.stringNode(v.equals("none") ? "" : v.toString()));
    }

    static Argument number(String name, String label, String field, String help) {
      return of(name, label, field, Integer.class, help, (c, v) -> JSON.numberNode((Integer) v));
    }

    static Argument day(String name, String field, String help) {
      return of(name, "DAY", field, LocalDate.class, help, (c, v) -> JSON.stringNode(v.toString()));
    }

    static Argument time(String name, String field, String help) {
      return of(
          name,
          "TIME",
          field,
          String.class,
          help,
          (c, v) -> JSON.stringNode(c.time(v.toString(), name)));
    }

    static Argument lender(String name, String label, String field, String help) {
      return of(
          name,
          label,
          field,
          String.class,
          help,
          (c, v) -> JSON.stringNode(c.lender(v.toString(), name)));
    }

    static Argument place(String name, String label, String field, String help) {
      return of(
          name,
          label,
          field,
          String.class,
          help,
          (c, v) -> JSON.stringNode(c.place(v.toString(), name)));
    }

    static <E extends Enum<E>> Argument code(
        String name, String label, String field, Class<E> codes, String help) {
      Argument argument =
          of(
              name,
              label,
              field,
              String.class,
              help,
              (c, v) -> JSON.stringNode(c.code(codes, v.toString(), name)));
      argument.option.completionCandidates(CodeArguments.names(codes));
      return argument;
    }

    /** Several places, with commas. */
    static Argument places(String name, String field, String help) {
      Argument argument =
          of(
              name,
              "PLACE",
              field,
              List.class,
              help,
              (c, v) -> {
                ArrayNode codes = JSON.arrayNode();
                ((List<?>) v).forEach(place -> codes.add(c.place(place.toString(), name)));
                return codes;
              });
      argument.option.auxiliaryTypes(String.class).splitRegex(",");
      return argument;
    }

    /** Given, the field is true; else it is left out. */
    static Argument flag(String name, String field, String help) {
      return new Argument(
          OptionSpec.builder(name).order(FIRST).type(boolean.class).arity("0").description(help),
          field,
          (c, v) -> BooleanNode.TRUE);
    }

    Argument required() {
      option.required(true);
      return this;
    }

    /** Sets the default value. */
    Argument otherwise(String value) {
      option.defaultValue(value);
      return this;
    }

    /** Its place in the help; those without a number come first, in their order. */
    Argument at(int order) {
      option.order(order);
      return this;
    }
  }

  private final FactDescriptor<?> kind;
  private final List<Argument> arguments = new ArrayList<>();
  private @Nullable Argument id;
  private PositionalParamSpec.@Nullable Builder positional;
  private boolean something;
  private @Nullable String another;

  FactCommand(FactKind kind) {
    this.kind = FactKinds.of(kind);
  }

  /** Adds the id of the subject, as the only parameter. */
  FactCommand id(String label, String help) {
    return id(Argument.text(label, label, "", help), label, help);
  }

  /** The same for a municipality, by code, name or romaji. */
  FactCommand idOfPlace(String label, String help) {
    return id(Argument.place(label, label, "", help), label, help);
  }

  private FactCommand id(Argument argument, String label, String help) {
    id = argument;
    positional =
        PositionalParamSpec.builder()
            .index("0")
            .arity("1")
            .required(true)
            .type(String.class)
            .paramLabel(label)
            .description(help);
    return this;
  }

  FactCommand with(Argument... more) {
    arguments.addAll(List.of(more));
    return this;
  }

  /** At least one of the arguments must be given. */
  FactCommand changesSomething() {
    something = true;
    return this;
  }

  /**
   * The field {@code into} must name another thing than the parameter.
   *
   * @param sentence key of the error message
   */
  FactCommand intoAnother(String sentence) {
    another = sentence;
    return this;
  }

  /**
   * The picocli specification of the command, with the name from the kind's row.
   *
   * @param help sentence, examples and remarks
   */
  CommandSpec spec(String... help) {
    CommandSpec spec = CommandSpec.forAnnotatedObject(this);
    spec.name(name());
    spec.usageMessage().description(help);
    if (positional != null) {
      spec.addPositional(positional.build());
    }
    arguments.forEach(argument -> spec.addOption(argument.option.build()));
    return spec;
  }

  private String name() {
    if (kind.commands().size() != 1) {
      throw new IllegalStateException(
          "expected one command for " + kind.kind() + " in FactKinds, but " + kind.commands());
    }
    return kind.commands().get(0);
  }

  final FactDescriptor<?> kind() {
    return kind;
  }

  /** Fills the fields of the body from the arguments. */
  void fill(ObjectNode body) {
    for (Argument argument : arguments) {
      given(argument).ifPresent(value -> body.set(argument.field, value));
    }
  }

  private Optional<JsonNode> given(Argument argument) {
    OptionSpec option = spec().findOption(argument.option.names()[0]);
    Object typed = option.getValue();
    return typed == null || Boolean.FALSE.equals(typed)
        ? Optional.empty()
        : Optional.of(argument.reading.apply(this, typed));
  }

  @Override
  int run() {
    ObjectNode body = body();
    fill(body);
    if (something && body.isEmpty()) {
      List<String> names = arguments.stream().map(a -> a.option.names()[0]).toList();
      throw usage(CliMessages.of("anyOf.none", String.join(", ", names), name()));
    }
    Argument named = id;
    if (named == null) {
      return report(kind.kind(), body);
    }
    Object typed = spec().positionalParameters().get(0).getValue();
    String name = named.reading.apply(this, typed).asString();
    if (another != null && name.equals(body.path("into").asString(""))) {
      throw usage(CliMessages.of(another, name));
    }
    return reportOn(kind.kind(), name, body);
  }
}
