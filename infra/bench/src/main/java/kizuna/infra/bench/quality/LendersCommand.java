package kizuna.infra.bench.quality;

import java.io.PrintWriter;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import tools.jackson.databind.json.JsonMapper;

/** {@code infra/kizuna bench lenders}: the cost of deciding in a network of a whole country. */
@Command(
    name = "lenders",
    mixinStandardHelpOptions = true,
    description = {
      "What it costs to decide a request, an offer and a confirmation in one network of many lenders",
      "and agreements, beside 100 to 10,000 open requests. The rules alone, without Kafka;"
          + " processor time.",
      "",
      "  infra/kizuna bench lenders",
      "  infra/kizuna bench lenders --lenders 200 --receivers 60 --agreements 2000",
      ""
    })
public final class LendersCommand implements Callable<Integer> {

  private static final int[] SIZES = {100, 1_000, 10_000};
  private static final int MAX_PLACES = 4_000;

  @Spec private CommandSpec spec;

  @Option(
      names = "--lenders",
      paramLabel = "N",
      defaultValue = "1117",
      description = "lenders of the network (default: ${DEFAULT-VALUE})")
  private int lenders;

  @Option(
      names = "--receivers",
      paramLabel = "N",
      defaultValue = "372",
      description = "receivers, all members of one umbrella agreement (default: ${DEFAULT-VALUE})")
  private int receivers;

  @Option(
      names = "--agreements",
      paramLabel = "N",
      defaultValue = "90000",
      description =
          "agreements of one lender with one receiver, beside the umbrella (default:"
              + " ${DEFAULT-VALUE})")
  private int agreements;

  @Option(
      names = "--facts",
      paramLabel = "N",
      defaultValue = "3000",
      description = "facts measured for each size (default: ${DEFAULT-VALUE})")
  private int facts;

  @Option(names = "--json", description = "for programs: one JSON object on stdout")
  private boolean json;

  @Override
  public Integer call() {
    if (lenders < 1 || receivers < 1 || lenders > MAX_PLACES || receivers > MAX_PLACES) {
      throw new ParameterException(
          spec.commandLine(), "expected 1 to " + MAX_PLACES + " lenders and receivers");
    }
    NetworkShape shape = NetworkShape.wide(lenders, receivers, agreements);
    DecidingCost.Curve curve;
    try (ProgressBar bar =
        new ProgressBarBuilder()
            .setTaskName("deciding one fact")
            .setInitialMax(SIZES.length)
            .setUpdateIntervalMillis(200)
            .build()) {
      curve =
          DecidingCost.curve(
              shape,
              SIZES,
              facts,
              size -> bar.step().setExtraMessage(String.format("beside %,d open", size)));
    }
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(JsonMapper.shared().writeValueAsString(curve));
      return 0;
    }
    out.printf(
        "%n%,d lenders, %,d receivers, %,d agreements and an umbrella of all receivers%n%n",
        lenders, receivers, agreements);
    out.printf("%-40s", "beside open requests");
    curve.all().keySet().forEach(s -> out.printf("%,11d", Integer.parseInt(s)));
    out.println();
    line(out, "reference data loaded, s", curve.registerSeconds(), 1);
    curve.byKind().forEach((kind, costs) -> line(out, kind + ", median ms", costs, 1e-3));
    curve.longest().forEach((kind, costs) -> line(out, kind + ", longest ms", costs, 1e-3));
    return 0;
  }

  private static void line(PrintWriter out, String what, Map<String, Double> values, double unit) {
    out.printf("%-40s", what);
    values.values().forEach(v -> out.printf(Locale.ROOT, "%11.2f", v * unit));
    out.println();
  }
}
