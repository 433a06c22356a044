package kizuna.streams.matching;

import kizuna.streams.books.ReportKind;
import kizuna.streams.books.Role;

/**
 * An act that is possible now, and who may report it.
 *
 * @param body the municipality's code, the network's id for a coordinator, or "kizuna"
 */
public record NextAct(ReportKind kind, Role role, String body) {}
