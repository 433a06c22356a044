package kizuna.streams.matching;

import kizuna.streams.state.ReportKind;
import kizuna.streams.state.Role;

/**
 * An act that is possible now, with the role and body that may report it.
 *
 * @param body the municipality's code, the network's id for a coordinator, or "kizuna"
 */
public record NextAct(ReportKind kind, Role role, String body) {}
