package kizuna.streams.api;

import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import kizuna.codes.FactKind;
import kizuna.codes.HazardType;
import kizuna.codes.MunicipalityKind;
import kizuna.codes.OperationMode;
import kizuna.codes.Priority;
import kizuna.codes.Role;
import kizuna.codes.TaskType;
import kizuna.facts.DisasterDeclared;
import kizuna.facts.MunicipalitiesListed;
import kizuna.facts.Municipality;
import kizuna.schemas.Namespace;
import kizuna.streams.topology.DecidedLog;
import kizuna.streams.topology.FactBuilder;

/** A board to look at, with a small drill in it: run it and open the address that it prints. */
public final class SampleBoard {

  private static final String[][] PLACES = {
    {"131016", "千代田区", "ちよだく", "Chiyoda", "35.69", "139.75"},
    {"131041", "新宿区", "しんじゅくく", "Shinjuku", "35.69", "139.70"},
    {"131059", "文京区", "ぶんきょうく", "Bunkyo", "35.71", "139.75"},
    {"131075", "墨田区", "すみだく", "Sumida", "35.71", "139.80"},
    {"131105", "目黒区", "めぐろく", "Meguro", "35.64", "139.70"},
    {"131113", "大田区", "おおたく", "Ota", "35.56", "139.72"},
    {"131121", "世田谷区", "せたがやく", "Setagaya", "35.65", "139.65"},
    {"131156", "杉並区", "すぎなみく", "Suginami", "35.70", "139.64"},
    {"131202", "練馬区", "ねりまく", "Nerima", "35.74", "139.65"},
    {"131237", "江戸川区", "えどがわく", "Edogawa", "35.71", "139.87"},
    {"172049", "輪島市", "わじまし", "Wajima", "37.39", "136.90"},
    {"172057", "珠洲市", "すずし", "Suzu", "37.44", "137.26"},
    {"174611", "穴水町", "あなみずまち", "Anamizu", "37.23", "136.91"},
  };

  private SampleBoard() {}

  public static void main(String[] args) {
    BoardFixture board = new BoardFixture(args.length > 0 ? Integer.parseInt(args[0]) : 0);
    boolean drill = args.length < 2 || !args[1].equals("live");
    Namespace namespace = drill ? Namespace.drill("noto-2024-sample") : Namespace.LIVE;
    board.namespaces.put(namespace, "sample");
    fill(board.topics.log(namespace), namespace.mode());
    System.out.println("http://127.0.0.1:" + board.port() + "/");
  }

  /** Facts of the first days, decided into a namespace. */
  public static void fill(DecidedLog log, OperationMode mode) {
    FactBuilder f = new FactBuilder(FactBuilder.NETWORK, mode);
    String[] wards =
        Arrays.stream(PLACES).map(p -> p[0]).filter(c -> c.startsWith("13")).toArray(String[]::new);
    List<Municipality> places =
        Arrays.stream(PLACES)
            .map(
                p ->
                    new Municipality(
                        p[0],
                        p[1],
                        p[2],
                        p[3],
                        p[0].startsWith("13")
                            ? MunicipalityKind.SPECIAL_WARD
                            : MunicipalityKind.CITY,
                        Double.parseDouble(p[4]),
                        Double.parseDouble(p[5])))
            .toList();
    LocalDate day = FactBuilder.DAY1;
    log.put(
        f.networkFormed(wards),
        f.fact(
            Role.SYSTEM,
            "kizuna",
            FactKind.MUNICIPALITIES_LISTED,
            new MunicipalitiesListed(places, "sample")),
        f.agreement(
            "kyotei-noto",
            1,
            List.of("131041", "131075", "131156", "131121", "131113", "131105", "131202"),
            List.of("172049", "172057", "174611"),
            List.of(),
            null,
            null),
        f.agreement(
            "kyotei-suido",
            2,
            List.of("131237"),
            List.of("172049"),
            List.of(TaskType.WATER_SUPPLY),
            null,
            null),
        f.planConfirmed("kyotei-noto", "131075"),
        f.fact(
            Role.DESK,
            "172049",
            FactKind.DISASTER_DECLARED,
            new DisasterDeclared(
                "noto",
                "令和6年能登半島地震",
                HazardType.EARTHQUAKE,
                List.of("172049", "172057", "174611"),
                f.now(),
                false,
                false)),
        f.offered(
            "off-shinjuku",
            "131041",
            6,
            day,
            20,
            TaskType.SHELTER_OPERATION,
            TaskType.RELIEF_GOODS),
        f.offered("off-sumida", "131075", 4, day, 12, TaskType.SHELTER_OPERATION),
        f.offered(
            "off-suginami",
            "131156",
            8,
            day,
            16,
            TaskType.PUBLIC_RELATIONS,
            TaskType.SHELTER_OPERATION),
        f.offered("off-ota", "131113", 5, day.plusDays(4), 10, TaskType.PUBLIC_HEALTH),
        f.offered("off-setagaya", "131121", 3, day, 8, TaskType.WATER_SUPPLY),
        f.requested(
            "req-wajima-shelter",
            "172049",
            12,
            day,
            14,
            Priority.URGENT,
            TaskType.SHELTER_OPERATION),
        f.requested(
            "req-suzu-water", "172057", 6, day, 10, Priority.LIFE_SAFETY, TaskType.WATER_SUPPLY),
        f.requested(
            "req-suzu-damage",
            "172057",
            10,
            day.plusDays(2),
            12,
            Priority.NORMAL,
            TaskType.DAMAGE_ASSESSMENT),
        f.requested(
            "req-anamizu-health", "174611", 4, day, 20, Priority.NORMAL, TaskType.PUBLIC_HEALTH),
        f.confirmed("req-wajima-shelter", "131156"),
        f.confirmed("req-wajima-shelter", "131041"),
        f.departed("req-wajima-shelter", "131156"),
        f.arrived("req-wajima-shelter", "131156"),
        f.departed("req-wajima-shelter", "131041"),
        f.confirmed("req-suzu-water", "131121"),
        f.declined("req-anamizu-health", "131113"),
        f.confirmed("req-suzu-damage", "131237"),
        f.requested(
            "req-wajima-goods",
            "172049",
            2,
            day.plusDays(1),
            5,
            Priority.NORMAL,
            TaskType.RELIEF_GOODS));
    log.put("tokyo23".getBytes(java.nio.charset.StandardCharsets.UTF_8), new byte[] {7, 7, 7});
  }
}
