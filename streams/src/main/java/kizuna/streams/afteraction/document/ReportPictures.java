package kizuna.streams.afteraction.document;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import kizuna.codes.TaskType;
import kizuna.schemas.JapanTime;
import kizuna.streams.afteraction.AfterActionReport;
import kizuna.streams.afteraction.AfterActionReport.DayFigures;
import kizuna.streams.afteraction.AfterActionReport.HourFigures;
import kizuna.streams.afteraction.AfterActionReport.LenderFigures;
import kizuna.streams.afteraction.DrillCourse;

/** The pictures of a report. They differ in shade too, so that they can be printed in black. */
final class ReportPictures {

  private static final int WIDTH = 720;
  private static final int LEFT = 130;
  private static final int RIGHT = 12;
  private static final int MAX_BUCKETS = 96;
  private static final int MAX_LENDERS = 40;
  private static final long HOUR_SECONDS = 3_600;

  /** The margin after the last event of the timeline: this part of its length. */
  private static final int MARGIN_SHARE = 100;

  private static final Duration LEAST_MARGIN = Duration.ofMinutes(1);
  private static final int MAX_MARKS = 200;
  private static final DateTimeFormatter TICK =
      DateTimeFormatter.ofPattern("MM-dd HH:mm").withZone(JapanTime.ZONE);

  private final AfterActionReport report;
  private final ReportText text;

  ReportPictures(AfterActionReport report, ReportText text) {
    this.report = report;
    this.text = text;
  }

  private record Lane(String key, ToLongFunction<HourFigures> count) {}

  /** The timeline: a lane for each kind, and a mark for each inject. */
  String timeline() {
    List<Lane> lanes =
        List.of(
            new Lane("facts", HourFigures::facts),
            new Lane("requests", HourFigures::requests),
            new Lane("proposals", HourFigures::proposals),
            new Lane("confirmations", HourFigures::confirmations),
            new Lane("arrivals", HourFigures::arrivals),
            new Lane("endings", HourFigures::endings));
    int laneHeight = 34;
    int height = 40 + lanes.size() * laneHeight + 30;
    Svg svg = new Svg(WIDTH, height, text.say("picture.timeline"));
    Instant first = report.timeline().isEmpty() ? report.from() : report.timeline().firstKey();
    Instant end = timelineEnd(first);
    long hours = (Duration.between(first, end).toSeconds() + HOUR_SECONDS - 1) / HOUR_SECONDS;
    long perBucket = (hours + MAX_BUCKETS - 1) / MAX_BUCKETS;
    int buckets = (int) ((hours + perBucket - 1) / perBucket);
    for (int l = 0; l < lanes.size(); l++) {
      Lane lane = lanes.get(l);
      long[] sums = new long[buckets];
      report
          .timeline()
          .forEach(
              (at, n) -> {
                long b = Duration.between(first, at).toHours() / perBucket;
                sums[(int) Math.min(buckets - 1L, Math.max(0, b))] += lane.count().applyAsLong(n);
              });
      long most = 0;
      for (long sum : sums) {
        most = Math.max(most, sum);
      }
      double base = 40 + (l + 1) * (double) laneHeight;
      svg.text("end", LEFT - 8, base - 15, text.say("lane." + lane.key()));
      svg.text("end", LEFT - 8, base - 2, text.say("lane.most", most));
      svg.line(LEFT, base, WIDTH - RIGHT, base);
      for (int b = 0; b < buckets; b++) {
        double h = most == 0 ? 0 : Math.max(sums[b] > 0 ? 1.5 : 0, 26.0 * sums[b] / most);
        double left = x(first.plusSeconds(b * perBucket * HOUR_SECONDS), first, end);
        double right = x(first.plusSeconds((b + 1) * perBucket * HOUR_SECONDS), first, end);
        double w = (Math.min(right, WIDTH - RIGHT) - left) * 0.9;
        svg.bar(l == lanes.size() - 1 ? "missing" : "lane", left, base - h, w, h);
      }
    }
    injects(svg, first, end);
    ticks(svg, first, end, height - 12);
    return svg.end();
  }

  /** The last decision or inject, whichever is later, with a margin so that its mark is whole. */
  private Instant timelineEnd(Instant first) {
    Instant last =
        report.course().injects().stream()
            .flatMap(i -> Optional.ofNullable(i.sentAt()).stream())
            .reduce(report.to(), (a, b) -> a.isAfter(b) ? a : b);
    Duration margin = Duration.between(first, last).dividedBy(MARGIN_SHARE);
    return last.plus(margin.compareTo(LEAST_MARGIN) < 0 ? LEAST_MARGIN : margin);
  }

  private void injects(Svg svg, Instant first, Instant end) {
    svg.text("end", LEFT - 8, 24, text.say("lane.injects"));
    report.course().injects().stream()
        .filter(i -> i.sentAt() != null)
        .limit(MAX_MARKS)
        .forEach(i -> inject(svg, i, first, end));
  }

  private void inject(Svg svg, DrillCourse.InjectFigures i, Instant first, Instant end) {
    Instant at = i.sentAt();
    if (at != null && !at.isBefore(first) && !at.isAfter(end)) {
      double x = x(at, first, end);
      svg.mark(i.missed().isEmpty() ? "mark" : "missing", x, 26, i.inject().getNumber());
      svg.text("middle", x, 14, i.inject().getNumber());
    }
  }

  private static double x(Instant at, Instant first, Instant end) {
    double share =
        (double) Duration.between(first, at).toSeconds()
            / Math.max(1, Duration.between(first, end).toSeconds());
    return LEFT + share * (WIDTH - LEFT - RIGHT);
  }

  private static void ticks(Svg svg, Instant first, Instant end, int y) {
    long step = Duration.between(first, end).toSeconds() / 4;
    for (int i = 0; i <= 4; i++) {
      Instant at = first.plusSeconds(step * i);
      svg.text(i == 0 ? "start" : i == 4 ? "end" : "middle", x(at, first, end), y, TICK.format(at));
    }
  }

  /** Persons by day: on site, promised and missing. */
  String days() {
    List<List<DayFigures>> buckets = new ArrayList<>();
    List<LocalDate> starts = new ArrayList<>();
    if (report.days().isEmpty()) {
      return "";
    }
    LocalDate first = report.days().firstKey();
    LocalDate last = report.days().lastKey();
    long days = last.toEpochDay() - first.toEpochDay() + 1;
    long perBucket = (days + MAX_BUCKETS - 1) / MAX_BUCKETS;
    for (LocalDate d = first; !d.isAfter(last); d = d.plusDays(perBucket)) {
      starts.add(d);
      buckets.add(List.copyOf(report.days().subMap(d, d.plusDays(perBucket)).values()));
    }
    int height = 220;
    double base = height - 24.0;
    Svg svg = new Svg(WIDTH, height, text.say("picture.days"));
    double[][] of = new double[buckets.size()][3];
    double most = 1;
    for (int i = 0; i < buckets.size(); i++) {
      for (DayFigures d : buckets.get(i)) {
        of[i][0] += (double) d.onSite() / perBucket;
        of[i][1] += (double) (d.promised() - d.onSite()) / perBucket;
        of[i][2] += (double) d.missing() / perBucket;
      }
      most = Math.max(most, of[i][0] + of[i][1] + of[i][2]);
    }
    double w = (double) (WIDTH - LEFT - RIGHT) / buckets.size();
    String[] styles = {"site", "promised", "missing"};
    for (int i = 0; i < buckets.size(); i++) {
      double y = base;
      for (int k = 0; k < 3; k++) {
        double h = of[i][k] / most * (base - 16);
        y -= h;
        svg.bar(styles[k], LEFT + i * w, y, w * 0.9, h);
      }
    }
    svg.line(LEFT, base, WIDTH - RIGHT, base);
    svg.text("end", LEFT - 8, 20, text.number(Math.round(most)));
    svg.text("end", LEFT - 8, base, "0");
    String[] legend = {"onSite", "promised", "missing"};
    for (int k = 0; k < 3; k++) {
      svg.bar(styles[k], 8, 56 + k * 22.0, 12, 12);
      svg.text("start", 25, 66 + k * 22.0, text.say("legend." + legend[k]));
    }
    svg.text("start", LEFT, height - 8.0, starts.get(0).toString());
    svg.text("end", WIDTH - RIGHT, height - 8.0, last.toString());
    return svg.end();
  }

  /** Missing persons by day and work: the darker, the more. */
  String shortfall() {
    if (report.shortfall().isEmpty()) {
      return "";
    }
    SortedMap<TaskType, SortedMap<LocalDate, Long>> byTask = new TreeMap<>();
    report
        .shortfall()
        .forEach(
            (day, tasks) ->
                tasks.forEach(
                    (task, n) ->
                        byTask
                            .computeIfAbsent(task, t -> new TreeMap<>())
                            .merge(day, n, Long::sum)));
    LocalDate first = report.shortfall().firstKey();
    LocalDate last = report.shortfall().lastKey();
    long days = last.toEpochDay() - first.toEpochDay() + 1;
    long perBucket = (days + MAX_BUCKETS - 1) / MAX_BUCKETS;
    int buckets = (int) ((days + perBucket - 1) / perBucket);
    long most =
        byTask.values().stream()
            .flatMap(m -> m.values().stream())
            .mapToLong(n -> n)
            .max()
            .orElse(1);
    int height = byTask.size() * 20 + 30;
    Svg svg = new Svg(WIDTH, height, text.say("picture.shortfall"));
    double w = (double) (WIDTH - LEFT - 60) / buckets;
    int row = 0;
    for (var entry : byTask.entrySet()) {
      double y = row++ * 20.0;
      svg.text("end", LEFT - 8, y + 14, text.label(entry.getKey()));
      long sum = 0;
      for (var day : entry.getValue().entrySet()) {
        long b = (day.getKey().toEpochDay() - first.toEpochDay()) / perBucket;
        sum += day.getValue();
        svg.shade((0.15 + 0.85 * day.getValue() / most) / perBucket, LEFT + b * w, y + 2, w, 16);
      }
      svg.text("end", WIDTH - RIGHT, y + 14, text.number(sum));
    }
    svg.line(LEFT, height - 26.0, WIDTH - 60.0, height - 26.0);
    svg.text("start", LEFT, height - 10.0, first.toString());
    svg.text("end", WIDTH - 60.0, height - 10.0, last.toString());
    return svg.end();
  }

  /** Person-days by lender, the most burdened first. */
  String lenders() {
    List<LenderFigures> shown =
        report.lenders().stream()
            .filter(l -> l.personDays() > 0)
            .limit(MAX_LENDERS)
            .collect(Collectors.toList());
    if (shown.isEmpty()) {
      return "";
    }
    long most = shown.get(0).personDays();
    double mean =
        report.lenders().stream().mapToLong(LenderFigures::personDays).average().orElse(0);
    int height = shown.size() * 18 + 30;
    Svg svg = new Svg(WIDTH, height, text.say("picture.lenders"));
    int room = WIDTH - LEFT - 80;
    for (int i = 0; i < shown.size(); i++) {
      double y = i * 18.0;
      double w = (double) room * shown.get(i).personDays() / most;
      svg.text("end", LEFT - 8, y + 13, text.body(shown.get(i).lender()));
      svg.bar("site", LEFT, y + 3, w, 12);
    }
    double x = LEFT + room * mean / most;
    svg.line(x, 0, x, height - 26.0);
    // After the line, so that it does not cross them.
    for (int i = 0; i < shown.size(); i++) {
      double w = (double) room * shown.get(i).personDays() / most;
      svg.text("start", LEFT + w + 6, i * 18.0 + 13, text.number(shown.get(i).personDays()));
    }
    svg.text("middle", x, height - 8.0, text.say("picture.mean", Math.round(mean)));
    return svg.end();
  }
}
