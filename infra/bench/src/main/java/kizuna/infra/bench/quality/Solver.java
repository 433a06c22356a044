package kizuna.infra.bench.quality;

import com.google.ortools.Loader;
import com.google.ortools.graph.MaxFlow;
import com.google.ortools.linearsolver.MPConstraint;
import com.google.ortools.linearsolver.MPObjective;
import com.google.ortools.linearsolver.MPSolver;
import com.google.ortools.linearsolver.MPVariable;
import com.google.ortools.sat.CpModel;
import com.google.ortools.sat.CpSolver;
import com.google.ortools.sat.CpSolverStatus;
import com.google.ortools.sat.IntVar;
import com.google.ortools.sat.LinearExpr;
import com.google.ortools.sat.LinearExprBuilder;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jgrapht.alg.flow.PushRelabelMFImpl;
import org.jgrapht.graph.DefaultWeightedEdge;
import org.jgrapht.graph.SimpleDirectedWeightedGraph;

/**
 * The most persons that can be sent on one day: a maximum flow where nothing is limited, else an
 * integer program (SCIP). A second solver of another make can solve the same.
 */
final class Solver {

  static {
    Loader.loadNativeLibraries();
  }

  private Solver() {}

  /** The most persons. */
  static int most(DayProblem day) {
    return day.limits() == 0 ? flow(day) : limited(day);
  }

  /**
   * Returns the maximum number of persons, if at least {@code known} can be sent: runs the solver
   * only if simple bounds do not suffice.
   */
  static int most(DayProblem day, int known) {
    if (day.bound() <= known) {
      return known;
    }
    int atMost = flow(day);
    return day.limits() == 0 || atMost <= known ? atMost : limited(day);
  }

  /** The most persons by solvers of another make: JGraphT's flow, or CP-SAT. */
  static int secondOpinion(DayProblem day) {
    return day.limits() == 0 ? otherFlow(day) : otherLimited(day);
  }

  /**
   * The maximum flow. Where something is limited it runs through the limit, and may leave it to
   * another need than the pair's: then it is at least the optimum.
   */
  private static int flow(DayProblem day) {
    if (day.pairs() == 0) {
      return 0;
    }
    MaxFlow flow = new MaxFlow();
    int needs = day.supplies().length;
    int into = needs + day.needs().length;
    int outOf = into + day.limits();
    int source = outOf + day.limits();
    int sink = source + 1;
    Set<Long> linked = new HashSet<>();
    for (int p = 0; p < day.pairs(); p++) {
      int supply = day.supplyOf(p);
      int need = needs + day.needOf(p);
      int supplied = day.supplies()[supply];
      int needed = day.needs()[day.needOf(p)];
      link(flow, linked, source, supply, supplied);
      link(flow, linked, need, sink, needed);
      int limit = day.limitOf(p);
      if (limit == DayProblem.UNLIMITED) {
        link(flow, linked, supply, need, Math.min(supplied, needed));
      } else {
        link(flow, linked, supply, into + limit, supplied);
        link(flow, linked, into + limit, outOf + limit, day.limitAt(limit));
        link(flow, linked, outOf + limit, need, needed);
      }
    }
    MaxFlow.Status status = flow.solve(source, sink);
    require(status == MaxFlow.Status.OPTIMAL, "maximum flow", status);
    int most = (int) flow.getOptimalFlow();
    flow.delete();
    return most;
  }

  private static void link(MaxFlow flow, Set<Long> linked, int from, int to, int most) {
    if (linked.add(((long) from << Integer.SIZE) | to)) {
      flow.addArcWithCapacity(from, to, most);
    }
  }

  private static int limited(DayProblem day) {
    if (day.pairs() == 0) {
      return 0;
    }
    MPSolver solver = MPSolver.createSolver("SCIP");
    require(solver != null, "SCIP", "absent");
    MPObjective objective = solver.objective();
    objective.setMaximization();
    MPConstraint[] supplies = bounds(solver, day.supplies());
    MPConstraint[] needs = bounds(solver, day.needs());
    MPConstraint[] limits = new MPConstraint[day.limits()];
    for (int i = 0; i < limits.length; i++) {
      limits[i] = solver.makeConstraint(0, day.limitAt(i));
    }
    for (int p = 0; p < day.pairs(); p++) {
      MPVariable persons = solver.makeIntVar(0, mostOf(day, p), "");
      objective.setCoefficient(persons, 1);
      supplies[day.supplyOf(p)].setCoefficient(persons, 1);
      needs[day.needOf(p)].setCoefficient(persons, 1);
      if (day.limitOf(p) != DayProblem.UNLIMITED) {
        limits[day.limitOf(p)].setCoefficient(persons, 1);
      }
    }
    MPSolver.ResultStatus status = solver.solve();
    require(status == MPSolver.ResultStatus.OPTIMAL, "integer program", status);
    int most = (int) Math.round(objective.value());
    solver.delete();
    return most;
  }

  private static MPConstraint[] bounds(MPSolver solver, int[] most) {
    MPConstraint[] constraints = new MPConstraint[most.length];
    for (int i = 0; i < most.length; i++) {
      constraints[i] = solver.makeConstraint(0, Math.max(0, most[i]));
    }
    return constraints;
  }

  private static int mostOf(DayProblem day, int pair) {
    int most = Math.min(day.supplies()[day.supplyOf(pair)], day.needs()[day.needOf(pair)]);
    return day.limitOf(pair) == DayProblem.UNLIMITED
        ? most
        : Math.min(most, day.limitAt(day.limitOf(pair)));
  }

  private static int otherFlow(DayProblem day) {
    SimpleDirectedWeightedGraph<Integer, DefaultWeightedEdge> graph =
        new SimpleDirectedWeightedGraph<>(DefaultWeightedEdge.class);
    int supplies = day.supplies().length;
    int source = supplies + day.needs().length;
    int sink = source + 1;
    for (int v = 0; v <= sink; v++) {
      graph.addVertex(v);
    }
    for (int i = 0; i < supplies; i++) {
      arc(graph, source, i, day.supplies()[i]);
    }
    for (int i = 0; i < day.needs().length; i++) {
      arc(graph, supplies + i, sink, day.needs()[i]);
    }
    for (int p = 0; p < day.pairs(); p++) {
      arc(graph, day.supplyOf(p), supplies + day.needOf(p), mostOf(day, p));
    }
    return (int) Math.round(new PushRelabelMFImpl<>(graph).calculateMaximumFlow(source, sink));
  }

  private static void arc(
      SimpleDirectedWeightedGraph<Integer, DefaultWeightedEdge> graph, int from, int to, int most) {
    DefaultWeightedEdge edge = graph.addEdge(from, to);
    if (edge != null) {
      graph.setEdgeWeight(edge, Math.max(0, most));
    }
  }

  private static int otherLimited(DayProblem day) {
    CpModel model = new CpModel();
    List<List<IntVar>> supplies = lists(day.supplies().length);
    List<List<IntVar>> needs = lists(day.needs().length);
    List<List<IntVar>> limits = lists(day.limits());
    LinearExprBuilder all = LinearExpr.newBuilder();
    for (int p = 0; p < day.pairs(); p++) {
      IntVar persons = model.newIntVar(0, mostOf(day, p), "");
      all.add(persons);
      supplies.get(day.supplyOf(p)).add(persons);
      needs.get(day.needOf(p)).add(persons);
      if (day.limitOf(p) != DayProblem.UNLIMITED) {
        limits.get(day.limitOf(p)).add(persons);
      }
    }
    for (int i = 0; i < supplies.size(); i++) {
      atMost(model, supplies.get(i), day.supplies()[i]);
    }
    for (int i = 0; i < needs.size(); i++) {
      atMost(model, needs.get(i), day.needs()[i]);
    }
    for (int i = 0; i < limits.size(); i++) {
      atMost(model, limits.get(i), day.limitAt(i));
    }
    model.maximize(all);
    CpSolver solver = new CpSolver();
    solver.getParameters().setNumWorkers(1);
    CpSolverStatus status = solver.solve(model);
    require(status == CpSolverStatus.OPTIMAL, "CP-SAT", status);
    return (int) Math.round(solver.objectiveValue());
  }

  private static List<List<IntVar>> lists(int count) {
    List<List<IntVar>> lists = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      lists.add(new ArrayList<>());
    }
    return lists;
  }

  private static void atMost(CpModel model, List<IntVar> persons, int most) {
    if (!persons.isEmpty()) {
      model.addLessOrEqual(LinearExpr.sum(persons.toArray(new IntVar[0])), most);
    }
  }

  private static void require(boolean right, String what, Object status) {
    if (!right) {
      throw new IllegalStateException("expected an optimum of the " + what + ", but " + status);
    }
  }
}
