using System.Reflection;
using SQLitePCL;

namespace Coalesce.Http.Sqlite.Tests;

/// <summary>No step looks through all entries: each goes by an index.</summary>
public sealed class QueryPlanTests : IDisposable
{
    private readonly TempFolder _folder = new();

    [Fact]
    public void Statements_OfTheWriter_GoByAnIndex()
    {
        var (connection, secrets) = OutboxFile.Open(_folder.File, null);
        using var session = new Session(connection, secrets);

        var plans = Prepared(session).SelectMany(sql => Plan(connection, sql)).ToList();

        Assert.True(plans.Count(plan => plan.Contains("SEARCH entries", StringComparison.Ordinal)) > 20, "too few plans were found to say anything");
        // The index of those that are leased holds few.
        Assert.DoesNotContain(plans, plan => plan.Contains("SCAN entries", StringComparison.Ordinal) && !plan.Contains("entries_leased", StringComparison.Ordinal));
        // Compaction sorts those with one URI in one lane.
        Assert.DoesNotContain(plans, plan => plan.Contains("TEMP B-TREE", StringComparison.Ordinal) && !plan.Contains("UNION ALL", StringComparison.Ordinal));
    }

    [Fact]
    public void Statements_OfLists_GoByAnIndex()
    {
        var (connection, secrets) = OutboxFile.Open(_folder.File, null);
        using var browsing = new Browsing(connection, secrets);

        var plans = Prepared(browsing).SelectMany(sql => Plan(connection, sql)).ToList();

        Assert.DoesNotContain(plans, plan => plan.StartsWith("SCAN entries", StringComparison.Ordinal) || plan.Contains("TEMP B-TREE", StringComparison.Ordinal));
        // What is live is found among what is live, and counts are read as they were kept.
        Assert.Single(plans, plan => plan.Contains("PRIMARY KEY (rowid>?)", StringComparison.Ordinal));
        Assert.DoesNotContain(plans, plan => plan.Contains("count(", StringComparison.Ordinal));
    }

    public void Dispose() => _folder.Dispose();

    /// <summary>The texts of all statements that hang on a session.</summary>
    private static IEnumerable<string> Prepared(object owner)
    {
        foreach (var field in owner.GetType().GetFields(BindingFlags.NonPublic | BindingFlags.Instance))
        {
            if (field.GetValue(owner) is not { } value) continue;
            if (value is sqlite3_stmt statement) yield return raw.sqlite3_sql(statement).utf8_to_string();
            else if (value.GetType().Assembly == typeof(Session).Assembly && value is not (Connection or EntryReader or Sealer or Secrets))
                foreach (var sql in Prepared(value)) yield return sql;
        }
    }

    private static IEnumerable<string> Plan(Connection connection, string sql)
    {
        using var explain = connection.Prepare("EXPLAIN QUERY PLAN " + sql);
        while (explain.Step()) yield return explain.Text(3) + " | " + sql;
    }
}
