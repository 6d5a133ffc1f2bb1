package dev.basalt.testkit.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.Map;
import org.junit.jupiter.api.Test;

class NodeAccountTest {
  private final NodeAccount account =
      new NodeAccount(Map.of("cpu", new BigDecimal("4"), "pods", BigDecimal.TEN));

  private static Map<String, BigDecimal> cpu(String amount) {
    return Map.of("cpu", new BigDecimal(amount), "pods", BigDecimal.ONE);
  }

  @Test
  void aPodIsGivenMoreInPlaceOnlyWhereItFits() {
    NodeAccount account = new NodeAccount(Map.of("cpu", BigDecimal.TWO));
    assertThat(account.admit("a", Map.of("cpu", BigDecimal.ONE))).isNull();
    account.regrant("a", Map.of("cpu", BigDecimal.TEN));
    assertThat(account.admit("b", Map.of("cpu", BigDecimal.ONE))).isNull();
    account.release("b");

    account.regrant("a", Map.of("cpu", BigDecimal.TWO));
    assertThat(account.admit("c", Map.of("cpu", BigDecimal.ONE))).isNotNull();
  }

  @Test
  void whatTheNodeCanHoldMayChangeAndWhatIsInStays() {
    NodeAccount account = new NodeAccount(Map.of("cpu", BigDecimal.TWO));
    assertThat(account.admit("a", Map.of("cpu", BigDecimal.TWO))).isNull();
    account.resize(Map.of("cpu", BigDecimal.ONE));
    assertThat(account.holds("a")).isTrue();
    account.release("a");

    assertThat(account.admit("b", Map.of("cpu", BigDecimal.TWO))).isNotNull();
    assertThat(account.admit("c", Map.of("cpu", BigDecimal.ONE))).isNull();
  }

  @Test
  void whatFitsToTheLastMilliIsAdmittedAndNotOneMore() {
    assertThat(account.admit("a", cpu("3.999"))).isNull();
    assertThat(account.admit("b", cpu("0.001"))).isNull();
    assertThat(account.admit("c", cpu("0.001")))
        .isEqualTo(
            new NodeAccount.Refusal(
                "OutOfcpu",
                "Node didn't have enough resource: cpu, requested: 0.001, used: 4.000,"
                    + " capacity: 4"));
  }

  @Test
  void aPodThatHasEndedKeepsItsRoomUntilItIsReleased() {
    account.admit("a", cpu("4"));
    account.end("a");
    assertThat(account.lingering()).isEqualTo(1);
    assertThat(account.admit("b", cpu("1"))).isNotNull();
    account.release("a");
    assertThat(account.lingering()).isZero();
    assertThat(account.admit("b", cpu("1"))).isNull();
  }

  @Test
  void releasingTwiceGivesTheRoomBackOnce() {
    account.admit("a", cpu("2"));
    account.admit("b", cpu("2"));
    account.release("a");
    account.release("a");
    assertThat(account.admit("c", cpu("3"))).isNotNull();
  }

  @Test
  void aResourceThatTheNodeDoesNotHaveIsRefused() {
    assertThat(account.admit("a", Map.of("nvidia.com/gpu", BigDecimal.ONE)))
        .extracting(NodeAccount.Refusal::reason)
        .isEqualTo("OutOfnvidia.com/gpu");
  }
}
