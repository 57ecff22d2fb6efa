namespace Browser.Tests;

/// <summary>Measures how a page is laid out.</summary>
internal static class Layout
{
    // A word of letters and digits that stands in more than one line; digests are no words.
    private const string BrokenWords = """
        () => {
          const broken = [];
          const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
          while (texts.nextNode()) {
            const node = texts.currentNode;
            if (node.parentElement.closest('code, script')) continue;
            for (const word of node.data.matchAll(/[\p{Script=Latin}\p{N}]+/gu)) {
              if (word[0].length >= 64) continue;
              const range = document.createRange();
              range.setStart(node, word.index);
              range.setEnd(node, word.index + word[0].length);
              if (new Set([...range.getClientRects()].map(box => Math.round(box.top))).size > 1) broken.push(word[0]);
            }
          }
          return broken;
        }
        """;

    /// <summary>The words that are broken.</summary>
    public static Task<string[]> BrokenWordsAsync(this IPage page) => page.EvaluateAsync<string[]>(BrokenWords);

    /// <summary>Adds rules to the page's style sheet.</summary>
    public static Task AddRulesAsync(this IPage page, params string[] rules) => page.EvaluateAsync(
        "rules => rules.forEach(rule => document.styleSheets[0].insertRule(rule, document.styleSheets[0].cssRules.length))", rules);

    /// <summary>By how many pixels the page is wider than its window; 0 or less: not at all.</summary>
    public static Task<int> OverflowAsync(this IPage page) => page.EvaluateAsync<int>("() => document.documentElement.scrollWidth - window.innerWidth");
}
