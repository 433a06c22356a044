package kizuna.streams.api.analysis;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import kizuna.edge.ApiException;
import kizuna.schemas.ProblemType;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.stereotype.Component;

/**
 * Answers questions one at a time, because decisions run beside them. Each account has one open
 * question; others wait. An answer is kept until its account asks another question or stops
 * polling.
 */
@Component
final class WhatIfRunner implements DisposableBean {

  /** Most questions of all accounts, open or with an answer that is kept. */
  static final int MOST = 8;

  private static final int RETRY_AFTER_SECONDS = 5;

  private final FactSource source;
  private final Map<String, WhatIfRun> runs = new LinkedHashMap<>();
  private final ExecutorService worker =
      new ThreadPoolExecutor(
          0,
          1,
          10,
          TimeUnit.SECONDS,
          new LinkedBlockingQueue<>(),
          task -> {
            Thread thread = new Thread(task, "what-if");
            thread.setDaemon(true);
            return thread;
          });

  WhatIfRunner(FactSource source) {
    this.source = source;
  }

  /**
   * The run of an account's question; the first call starts it.
   *
   * @throws ApiException 429 while another question of the account is open; 503 at the limit
   */
  synchronized WhatIfRun ask(String account, WhatIfQuestion question) {
    runs.values().removeIf(run -> run.isOver() && run.isAbandoned());
    WhatIfRun known = runs.get(account);
    if (known != null && known.question().equals(question)) {
      known.asked();
      return known;
    }
    if (known != null && !known.isOver() && !known.isAbandoned()) {
      throw new ApiException(ProblemType.QUESTION_OPEN).retryAfter(RETRY_AFTER_SECONDS);
    }
    runs.remove(account);
    makeRoom();
    WhatIfRun run = new WhatIfRun(question, source);
    runs.put(account, run);
    worker.execute(run::run);
    return run;
  }

  /** The answer or error was delivered: the next request starts a new run. */
  synchronized void answered(String account, WhatIfRun run) {
    runs.remove(account, run);
  }

  private void makeRoom() {
    Iterator<WhatIfRun> oldestFirst = runs.values().iterator();
    while (runs.size() >= MOST && oldestFirst.hasNext()) {
      if (oldestFirst.next().isOver()) {
        oldestFirst.remove();
      }
    }
    if (runs.size() >= MOST) {
      throw new ApiException(ProblemType.READS_BUSY).retryAfter(RETRY_AFTER_SECONDS);
    }
  }

  @Override
  public void destroy() {
    worker.shutdownNow();
  }
}
