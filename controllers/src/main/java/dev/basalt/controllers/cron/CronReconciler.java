package dev.basalt.controllers.cron;

import com.fasterxml.jackson.databind.JsonNode;
import dev.basalt.api.batch.CronJobStatus;
import dev.basalt.cluster.http.ApiResponse;
import dev.basalt.cluster.http.Json;
import dev.basalt.controllers.job.WrittenJob;
import dev.basalt.controllers.made.MadeJob;
import dev.basalt.controllers.made.MadeJobs;
import dev.basalt.controllers.runtime.ApiPaths;
import dev.basalt.controllers.runtime.Metadata;
import dev.basalt.controllers.runtime.Next;
import dev.basalt.controllers.runtime.Notice;
import dev.basalt.controllers.runtime.Notices;
import dev.basalt.controllers.runtime.ObjectKey;
import dev.basalt.controllers.runtime.Reconciler;
import dev.basalt.controllers.runtime.Said;
import dev.basalt.controllers.runtime.StatusRecords;
import dev.basalt.controllers.runtime.WriteFailedException;
import dev.basalt.controllers.runtime.Writer;
import dev.basalt.core.port.Clock;
import io.fabric8.kubernetes.api.model.ObjectReference;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Carries out what a {@link CronPlan} says. */
final class CronReconciler implements Reconciler {
  private static final Duration QUOTA_RETRY = Duration.ofSeconds(5);
  private static final Duration SHORTLY = Duration.ofSeconds(1);
  private static final Duration REFUSED_RETRY = Duration.ofSeconds(30);

  /** A clock that is set right while we wait must not be noticed much later. */
  private static final Duration LONGEST_WAIT = Duration.ofMinutes(5);

  private static final int CONFLICT = 409;

  private final StatusRecords<WrittenCronJob> records;
  private final MadeJobs jobs;
  private final Writer writer;
  private final Notices notices;
  private final KubernetesSerialization serialization;
  private final Clock clock;
  private final ZoneId zone;
  private final Said said = new Said();

  CronReconciler(
      StatusRecords<WrittenCronJob> records,
      MadeJobs jobs,
      Writer writer,
      Notices notices,
      KubernetesSerialization serialization,
      Clock clock,
      ZoneId zone) {
    this.records = records;
    this.jobs = jobs;
    this.writer = writer;
    this.notices = notices;
    this.serialization = serialization;
    this.clock = clock;
    this.zone = zone;
  }

  @Override
  public Next reconcile(ObjectKey key) throws InterruptedException {
    WrittenCronJob cronJob = records.current(key);
    if (cronJob == null) {
      said.forget(key);
      return Next.never();
    }
    if (cronJob.getMetadata().getDeletionTimestamp() != null) {
      return Next.never();
    }
    CronTerms terms = CronTerms.read(cronJob.getSpec(), zone);
    Instant created =
        Instant.ofEpochMilli(Metadata.millis(cronJob.getMetadata().getCreationTimestamp()));
    Instant now = Instant.ofEpochMilli(clock.epochMillis());
    CronPlan plan =
        CronPlan.of(
            new CronPlan.Facts(key, terms, created, cronJob.getStatus(), jobs(key, cronJob)), now);
    plan.notices().forEach(notice -> say(cronJob, notice));
    WrittenCronJob written =
        plan.start() == null
            ? records.write(key, cronJob, plan.status())
            : records.confirm(key, cronJob, plan.status());
    if (written == null) {
      return Next.after(SHORTLY);
    }
    for (MadeJob job : plan.bygone()) {
      delete(cronJob, job, "beyond the history limit");
    }
    Next next = plan.start() == null ? Next.never() : start(key, written, terms, plan);
    return next.or(at(plan.next(), now));
  }

  /** The jobs there are; those that the status names and no mirror shows are asked for. */
  private List<MadeJob> jobs(ObjectKey key, WrittenCronJob cronJob) throws InterruptedException {
    String uid = cronJob.getMetadata().getUid();
    List<MadeJob> all = new ArrayList<>(jobs.of(MadeJob.CRON_JOB, key, uid));
    CronJobStatus status = cronJob.getStatus();
    for (ObjectReference reference :
        status == null || status.active() == null ? List.<ObjectReference>of() : status.active()) {
      if (all.stream().noneMatch(job -> job.key().name().equals(reference.getName()))) {
        MadeJob job = read(new ObjectKey(key.namespace(), reference.getName()));
        if (job != null && job.maker().uid().equals(uid)) {
          all.add(job);
        }
      }
    }
    return all;
  }

  private @Nullable MadeJob read(ObjectKey job) throws InterruptedException {
    JsonNode answer = writer.read(ApiPaths.job(job));
    return answer.isMissingNode()
        ? null
        : MadeJob.read(serialization.unmarshal(answer.toString(), WrittenJob.class));
  }

  private Next start(ObjectKey key, WrittenCronJob cronJob, CronTerms terms, CronPlan plan)
      throws InterruptedException {
    Instant time = Objects.requireNonNull(plan.start());
    for (MadeJob job : plan.replaced()) {
      delete(cronJob, job, "replaced by the job of " + time);
    }
    String name = terms.jobName(key.name(), time);
    ApiResponse response =
        writer.create(
            ApiPaths.jobs(key.namespace()), Json.bytes(CronJobObjects.job(cronJob, terms, time)));
    if (response.successful()) {
      say(
          cronJob,
          Notice.normal("SuccessfulCreate", "Created job %s for CronJob %s".formatted(name, key)));
      return Next.never();
    }
    if (response.status() != CONFLICT) {
      return refused(cronJob, name, response);
    }
    MadeJob there = read(new ObjectKey(key.namespace(), name));
    if (there == null || there.maker().uid().equals(cronJob.getMetadata().getUid())) {
      return Next.after(SHORTLY);
    }
    say(cronJob, foreign(name, there));
    return Next.after(REFUSED_RETRY);
  }

  /** A job that has the name and is somebody else's. */
  static Notice foreign(String job, MadeJob there) {
    ObjectKey owner = there.maker().owner();
    return Notice.warning(
        "ForeignJob",
        "Job %s exists but is not owned by this CronJob (current owner: %s); rename or delete it"
            .formatted(job, owner == null ? "none" : owner.name()));
  }

  private Next refused(WrittenCronJob cronJob, String name, ApiResponse response) {
    if (Writer.exceedsQuota(response)) {
      return failed(
          cronJob,
          "QuotaExceeded",
          "job " + name + " waits until the namespace's quota allows it: " + response.message(),
          QUOTA_RETRY);
    }
    if (Writer.namespaceTerminating(response)) {
      return failed(
          cronJob,
          "NamespaceTerminating",
          "Namespace %s is terminating, skipping job creation: %s"
              .formatted(cronJob.getMetadata().getNamespace(), name),
          REFUSED_RETRY);
    }
    WriteFailedException failure = WriteFailedException.of("create job " + name, response);
    if (failure.refused()) {
      return failed(
          cronJob,
          "FailedCreate",
          "Failed to create job: " + name + ": " + response.message(),
          REFUSED_RETRY);
    }
    throw failure;
  }

  private Next failed(WrittenCronJob cronJob, String reason, String message, Duration retry) {
    say(cronJob, Notice.warning(reason, message));
    return Next.after(retry);
  }

  private void delete(WrittenCronJob cronJob, MadeJob job, String why) throws InterruptedException {
    if (writer.delete(ApiPaths.job(job.key()), job.uid(), "Background")) {
      say(
          cronJob,
          Notice.normal(
              "SuccessfulDelete", "Deleted job \"%s\": %s".formatted(job.key().name(), why)));
    }
  }

  private void say(WrittenCronJob cronJob, Notice notice) {
    if (said.isNews(ObjectKey.of(cronJob), notice.reason(), notice.message())) {
      notices.event(cronJob, notice.warning(), notice.reason(), notice.message());
    }
  }

  private static Next at(@Nullable Instant time, Instant now) {
    if (time == null) {
      return Next.never();
    }
    Duration wait = Duration.between(now, time);
    return Next.after(wait.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : wait);
  }
}
