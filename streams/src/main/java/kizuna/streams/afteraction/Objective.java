package kizuna.streams.afteraction;

import java.util.Optional;
import kizuna.codes.FactKind;
import kizuna.codes.TaskType;

/**
 * An objective of a drill (訓練目標).
 *
 * @param ja what is to be reached, in Japanese
 * @param en the same in English
 * @param inject number of the inject that it is about
 * @param within minutes that are allowed; 0 where the measure has no limit of time
 * @param percent least percentage; 0 where the measure has none
 * @param body code of the only lender or receiver that it is about
 * @param task the only work that it is about
 * @param kind what is to be reported
 */
public record Objective(
    String id,
    String ja,
    String en,
    Measure measure,
    Optional<String> inject,
    long within,
    int percent,
    Optional<String> body,
    Optional<TaskType> task,
    FactKind kind) {

  /** Whether it is about this body and this work. */
  boolean concerns(String body, TaskType task) {
    return this.body.map(body::equals).orElse(true) && this.task.map(t -> t == task).orElse(true);
  }

  /** Whether it is about one of these bodies and this work. */
  boolean concerns(String lender, String receiver, TaskType task) {
    return concerns(lender, task) || concerns(receiver, task);
  }
}
