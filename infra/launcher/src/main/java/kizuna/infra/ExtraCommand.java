package kizuna.infra;

import java.util.concurrent.Callable;

/**
 * A picocli command of a module above the launcher. The command line has it where that module is on
 * the class path and names it in {@code META-INF/services}.
 */
public interface ExtraCommand extends Callable<Integer> {}
