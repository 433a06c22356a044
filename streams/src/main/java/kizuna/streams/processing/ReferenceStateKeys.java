package kizuna.streams.processing;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import kizuna.facts.Fact;
import kizuna.streams.state.ReferenceState;

/**
 * Keys of the facts of the reference data that can be deleted: those of a removed disaster or
 * request, and those that a later fact replaces.
 */
final class ReferenceStateKeys {

  private final Map<String, List<String>> byDisaster = new HashMap<>();
  private final Map<String, List<String>> byRequest = new HashMap<>();
  private final Map<String, String> requestOfOverride = new HashMap<>();
  private final Map<String, String> newest = new HashMap<>();

  /**
   * Adds a fact that was just applied; returns the keys of facts that it replaces.
   *
   * @param register with the fact
   */
  List<String> add(String key, Fact fact, ReferenceState register) {
    switch (fact.getKind()) {
      case DISASTER_DECLARED -> of(key, fact.getDisasterDeclared().getDisasterId(), register);
      case DISASTER_ENDED -> of(key, fact.getDisasterEnded().getDisasterId(), register);
      case DISASTER_REOPENED -> of(key, fact.getDisasterReopened().getDisasterId(), register);
      case DISASTER_CORRECTED -> of(key, fact.getDisasterCorrected().getDisasterId(), register);
      case COUNTERPART_APPOINTED ->
          of(key, fact.getCounterpartAppointed().getDisasterId(), register);
      case COUNTERPART_RELIEVED -> of(key, fact.getCounterpartRelieved().getDisasterId(), register);
      case DISASTERS_JOINED -> {
        String into = register.disasterId(fact.getDisastersJoined().getInto());
        List<String> keys = byDisaster.computeIfAbsent(into, d -> new ArrayList<>());
        for (String former : register.formerIds(into)) {
          List<String> moved = byDisaster.remove(former);
          if (moved != null) {
            keys.addAll(moved);
          }
        }
        keys.add(key);
      }
      case OVERRIDE_MADE -> {
        String request = fact.getOverrideMade().getRequestId();
        requestOfOverride.put(fact.getOverrideMade().getOverrideId(), request);
        byRequest.computeIfAbsent(request, r -> new ArrayList<>()).add(key);
      }
      case OVERRIDE_REVOKED -> {
        String request = requestOfOverride.remove(fact.getOverrideRevoked().getOverrideId());
        if (request != null) {
          byRequest.computeIfAbsent(request, r -> new ArrayList<>()).add(key);
        }
      }
      case PLAN_CONFIRMED -> {
        return replaced(
            key,
            "plan "
                + fact.getPlanConfirmed().getAgreementId()
                + " "
                + fact.getPlanConfirmed().getConfirmedBy());
      }
      case LENDER_LIMITS_SET -> {
        return replaced(key, "limits " + fact.getLenderLimitsSet().getLender());
      }
      case LESSON_RECORDED -> newest.put("lesson " + fact.getLessonRecorded().getLessonId(), key);
      case LESSON_CLOSED -> {
        // The fact that closed the lesson is removed with it: both stay on the log.
        String recorded = newest.remove("lesson " + fact.getLessonClosed().getLessonId());
        return recorded == null ? List.of() : List.of(recorded, key);
      }
      case CONTACT_TEST_SENT -> {
        return replaced(key, "contact test of " + fact.getContactTestSent().getSentBy());
      }
      default -> {}
    }
    return List.of();
  }

  private void of(String key, String disasterId, ReferenceState register) {
    byDisaster.computeIfAbsent(register.disasterId(disasterId), d -> new ArrayList<>()).add(key);
  }

  private List<String> replaced(String key, String what) {
    String before = newest.put(what, key);
    return before == null || before.equals(key) ? List.of() : List.of(before);
  }

  /** Takes the keys of all facts of a disaster. */
  List<String> ofDisaster(String disasterId) {
    List<String> keys = byDisaster.remove(disasterId);
    return keys == null ? List.of() : keys;
  }

  /** Takes the keys of all facts of a request. */
  List<String> ofRequest(String requestId) {
    requestOfOverride.values().removeIf(requestId::equals);
    List<String> keys = byRequest.remove(requestId);
    return keys == null ? List.of() : keys;
  }
}
