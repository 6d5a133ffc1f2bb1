package dev.basalt.app.docs;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.DocTrees;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreePath;
import com.sun.source.util.TreePathScanner;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.jspecify.annotations.Nullable;

/** The keys of annotations and labels that a class of names holds, with what its Javadoc says. */
final class NamesReference {
  private static final Pattern CODE = Pattern.compile("\\{@code\\s+([^}]*)}", Pattern.DOTALL);
  private static final Pattern LINK = Pattern.compile("\\{@link\\s+#([A-Z_]+)}");

  private NamesReference() {}

  /**
   * Key and description of each constant that is a key with a prefix, in the order of the source.
   *
   * @param source a module's folder, such as {@code api}
   */
  static List<String[]> keys(String source, Class<?> names) throws IOException {
    Map<String, String> comments = comments(source, names);
    List<String[]> keys = new ArrayList<>();
    for (Map.Entry<String, String> comment : comments.entrySet()) {
      String key = value(names, comment.getKey());
      if (key != null && key.indexOf('/') > 0) {
        keys.add(new String[] {key, text(comment.getValue(), names)});
      }
    }
    keys.sort((first, second) -> first[0].compareTo(second[0]));
    return keys;
  }

  private static String text(String comment, Class<?> names) {
    String code = CODE.matcher(comment).replaceAll("`$1`");
    String linked =
        LINK.matcher(code)
            .replaceAll(link ->
                Matcher.quoteReplacement("`" + value(names, link.group(1)) + "`"));
    String text = linked.replaceAll("\\s+", " ").strip();
    return text.endsWith(".") ? text.substring(0, text.length() - 1) : text;
  }

  private static @Nullable String value(Class<?> names, String constant) {
    try {
      return names.getField(constant).get(null) instanceof String text ? text : null;
    } catch (NoSuchFieldException e) {
      return null; // not public
    } catch (IllegalAccessException e) {
      throw new AssertionError(e);
    }
  }

  private static Map<String, String> comments(String module, Class<?> names) throws IOException {
    Path file =
        Markdown.ROOT
            .resolve(module)
            .resolve("src/main/java")
            .resolve(names.getName().replace('.', '/') + ".java");
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    Map<String, String> comments = new TreeMap<>();
    try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
      JavacTask task =
          (JavacTask)
              compiler.getTask(null, files, null, null, null, files.getJavaFileObjects(file));
      DocTrees trees = DocTrees.instance(task);
      for (CompilationUnitTree unit : task.parse()) {
        new TreePathScanner<@Nullable Void, @Nullable Void>() {
          @Override
          public @Nullable Void visitClass(ClassTree type, @Nullable Void nothing) {
            for (Tree member : type.getMembers()) {
              String comment =
                  member instanceof VariableTree
                      ? trees.getDocComment(new TreePath(getCurrentPath(), member))
                      : null;
              if (comment != null) {
                comments.put(((VariableTree) member).getName().toString(), comment);
              }
            }
            return null;
          }
        }.scan(unit, null);
      }
    }
    return comments;
  }
}
