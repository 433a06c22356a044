package kizuna.streams.state;

import java.util.EnumSet;
import java.util.Set;

/** The state of an agreement (協定) on a day. Drafts and proposals before it are on paper. */
public enum AgreementState implements Lifecycle<AgreementState.Act> {
  /** Signed, before its first day. */
  SIGNED,
  IN_FORCE,
  /** Nothing new is proposed under it until it is resumed; not even a new version resumes it. */
  SUSPENDED,
  /** Its last day has passed. */
  ENDED;

  /** Acts of the parties. */
  public enum Act {
    AMEND,
    CONFIRM_PLAN,
    SUSPEND,
    RESUME,
    END
  }

  @Override
  public boolean allows(Act act) {
    Set<AgreementState> in =
        switch (act) {
          case AMEND, END -> EnumSet.allOf(AgreementState.class);
          case CONFIRM_PLAN -> EnumSet.of(SIGNED, IN_FORCE, SUSPENDED);
          case SUSPEND -> EnumSet.of(SIGNED, IN_FORCE);
          case RESUME -> EnumSet.of(SUSPENDED);
        };
    return in.contains(this);
  }
}
