package dev.basalt.app.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import dev.basalt.core.config.ConfigurationException;
import dev.basalt.core.config.SchedulerConfiguration;
import dev.basalt.core.event.UserSource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class UserMarkTest {
  private static SchedulerConfiguration from(String userFrom) throws ConfigurationException {
    return SchedulerConfiguration.parse(
        SchedulerConfiguration.STANDARD.replace(
            "- name: fairshare\n",
            "- {name: fairshare, arguments: {fairshare.userFrom: \"" + userFrom + "\"}}\n"));
  }

  @Test
  void theMarkIsWhatTheConfigurationNamesElseTheUsualAnnotation() throws ConfigurationException {
    assertThat(UserMark.of(SchedulerConfiguration.standard()).source())
        .isEqualTo(UserSource.USER_ANNOTATION);
    assertThat(UserMark.of(from("label:team")).source()).isEqualTo(UserSource.parse("label:team"));
    assertThat(UserMark.of(from("nonsense")).source()).isEqualTo(UserSource.USER_ANNOTATION);
  }

  @Test
  void anotherMarkInALaterConfigurationIsSaidToNeedAnotherProcess() throws ConfigurationException {
    List<String> notices = new ArrayList<>();
    UserMark mark = UserMark.of(SchedulerConfiguration.standard());
    mark.compare(from("namespace"), notices::add);
    mark.compare(from("annotation:basalt.dev/user"), notices::add);
    assertThat(notices).isEmpty();
    mark.compare(from("label:team"), notices::add);
    assertThat(notices)
        .singleElement()
        .asString()
        .contains("label:team", "started again", "annotation:basalt.dev/user");
  }
}
