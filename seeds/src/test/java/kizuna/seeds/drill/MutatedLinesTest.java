package kizuna.seeds.drill;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import kizuna.schemas.form.FileErrors;
import kizuna.seeds.Resources;
import org.junit.jupiter.api.Test;

/**
 * What hands and editors do to a log: always an error with the right line number, never a crash.
 */
class MutatedLinesTest {

  private static final int MUTATIONS = 1_000;

  /** What breaks a line for certain. */
  private enum Mutation {
    CUT {
      @Override
      String of(String line, Random random) {
        return line.substring(0, 1 + random.nextInt(line.length() - 1));
      }
    },
    QUOTE_LOST {
      @Override
      String of(String line, Random random) {
        List<Integer> quotes = new ArrayList<>();
        for (int i = 0; i < line.length(); i++) {
          if (line.charAt(i) == '"') {
            quotes.add(i);
          }
        }
        int at = quotes.get(random.nextInt(quotes.size()));
        return line.substring(0, at) + line.substring(at + 1);
      }
    },
    CONTROL_CHARACTER {
      @Override
      String of(String line, Random random) {
        int at = 1 + random.nextInt(line.length() - 1);
        return line.substring(0, at) + (char) random.nextInt(9) + line.substring(at);
      }
    },
    FIELD_MISSPELT {
      @Override
      String of(String line, Random random) {
        String name = List.of("at", "fact", "by").get(random.nextInt(3));
        return line.replaceFirst("\"" + name + "\":", "\"" + name + "x\":");
      }
    },
    CHECK_DIGIT_WRONG {
      @Override
      String of(String line, Random random) {
        return line.replaceFirst(
            "\"by\":\"[^\"]*\"",
            "\"by\":\"WARD 13104" + "023456789".charAt(random.nextInt(9)) + "\"");
      }
    },
    VALUE_OF_ANOTHER_KIND {
      @Override
      String of(String line, Random random) {
        String[] others = {"null", "true", "-1", "[]", "{}", "1e400", "\"\""};
        return line.replaceFirst(
            "\"at\":\"[^\"]*\"", "\"at\":" + others[random.nextInt(others.length)]);
      }
    },
    DEEPLY_NESTED {
      @Override
      String of(String line, Random random) {
        int depth = 400 + random.nextInt(5_000);
        return line.substring(0, line.length() - 1)
            + ",\"x\":"
            + "[".repeat(depth)
            + "]".repeat(depth)
            + "}";
      }
    },
    TWICE {
      @Override
      String of(String line, Random random) {
        return line + line;
      }
    },
    NOISE {
      @Override
      String of(String line, Random random) {
        StringBuilder noise = new StringBuilder("x");
        random.ints(1 + random.nextInt(200), 0x21, 0xD7FF).forEach(c -> noise.append((char) c));
        return noise.toString();
      }
    };

    abstract String of(String line, Random random);
  }

  @Test
  void aThousandBrokenLinesGiveAThousandErrorsWithTheirNumbers() throws Exception {
    Random random = new Random(20240101);
    int broken = 0;
    for (int round = 0; broken < MUTATIONS; round++) {
      String id = Drills.BUNDLED.get(round % Drills.BUNDLED.size());
      Drill drill = Drills.load(id);
      List<String> lines =
          new ArrayList<>(List.of(Resources.text("drills/" + id + "/log.jsonl").split("\n", -1)));
      // Several lines of one file at once: an error must not hide the next.
      Set<Integer> numbers = new TreeSet<>();
      int share = Math.min(50, Math.min(drill.log().size() / 2, MUTATIONS - broken));
      while (numbers.size() < share) {
        int at = random.nextInt(lines.size());
        String line = lines.get(at);
        if (line.startsWith("{") && numbers.add(at + 1)) {
          Mutation mutation = Mutation.values()[random.nextInt(Mutation.values().length)];
          lines.set(at, mutation.of(line, random));
        }
      }
      broken += numbers.size();
      assertThat(linesWithErrors(drill, lines)).containsExactlyElementsOf(numbers);
    }
    assertThat(broken).isEqualTo(MUTATIONS);
  }

  private static Set<Integer> linesWithErrors(Drill drill, List<String> lines) {
    Set<Integer> numbers = new TreeSet<>();
    try {
      DrillLog.read(drill.id(), drill.networks(), "log.jsonl", String.join("\n", lines));
    } catch (FileErrors e) {
      e.errors().forEach(error -> numbers.add(error.line()));
    }
    return numbers;
  }
}
