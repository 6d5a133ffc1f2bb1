package dev.basalt.controllers.job;

import dev.basalt.api.batch.Job;
import dev.basalt.api.batch.JobSpec;
import dev.basalt.api.names.BasaltNames;
import dev.basalt.controllers.job.oom.GrowthCodec;
import dev.basalt.controllers.job.oom.JobGrowths;
import dev.basalt.controllers.job.plugin.JobContext;
import dev.basalt.controllers.runtime.Metadata;
import dev.basalt.controllers.runtime.ObjectKey;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads what a job asks for, in its spec and in its annotations. */
final class JobContexts {
  private static final String OOM = "oom";

  private JobContexts() {}

  /**
   * A job as plugins see it.
   *
   * @param spec with all defaults set
   */
  static JobContext of(ObjectKey key, Job job, JobSpec spec) {
    String record = Metadata.annotation(job, BasaltNames.OOM_RECORD);
    return new JobContext(
        key.namespace(),
        key.name(),
        spec,
        plugins(job, spec),
        record.isEmpty() ? JobGrowths.NONE : GrowthCodec.read(record));
  }

  /** The plugins that the spec names; what it says of one goes before an annotation. */
  private static Map<String, List<String>> plugins(Job job, JobSpec spec) {
    Map<String, List<String>> named = spec.plugins() == null ? Map.of() : spec.plugins();
    String flags = Metadata.annotation(job, BasaltNames.OOM_SCALE_UP).strip();
    if (flags.isEmpty() || flags.equals("false") || named.containsKey(OOM)) {
      return named;
    }
    Map<String, List<String>> all = new LinkedHashMap<>(named);
    all.put(OOM, List.of(flags.split("[\\s,]+")));
    return all;
  }
}
