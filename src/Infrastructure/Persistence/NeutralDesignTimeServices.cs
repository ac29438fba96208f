using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore.Design;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Migrations.Design;
using Microsoft.EntityFrameworkCore.Migrations.Operations;
using Microsoft.Extensions.DependencyInjection;

namespace AkashChat.Infrastructure.Persistence;

/// <summary>Writes migrations and snapshots without store types, so that each database picks its own at run time.</summary>
/// <remarks>One set of migrations serves SQLite and PostgreSQL; a test migrates both and looks for pending changes.</remarks>
internal sealed partial class NeutralDesignTimeServices : IDesignTimeServices
{
    public void ConfigureDesignTimeServices(IServiceCollection services) => services
        .AddSingleton<ICSharpMigrationOperationGenerator, NeutralOperations>()
        .AddSingleton<ICSharpSnapshotGenerator, NeutralSnapshot>();

    private static bool IsProviders(string annotation) =>
        annotation.StartsWith("Sqlite:", StringComparison.Ordinal) || annotation.StartsWith("Npgsql:", StringComparison.Ordinal);

    private sealed class NeutralOperations(CSharpMigrationOperationGeneratorDependencies dependencies)
        : CSharpMigrationOperationGenerator(dependencies)
    {
        public override void Generate(string builderName, IReadOnlyList<MigrationOperation> operations, IndentedStringBuilder builder)
        {
            foreach (var operation in operations)
            {
                Strip(operation);
            }

            base.Generate(builderName, operations, builder);
        }

        private static void Strip(MigrationOperation operation)
        {
            foreach (var annotation in operation.GetAnnotations().Where(annotation => IsProviders(annotation.Name)).ToList())
            {
                operation.RemoveAnnotation(annotation.Name);
            }

            if (operation is ColumnOperation column)
            {
                column.ColumnType = null;
            }

            if (operation is CreateTableOperation table)
            {
                foreach (var child in table.Columns)
                {
                    Strip(child);
                }
            }

            if (operation is AlterColumnOperation altered)
            {
                Strip(altered.OldColumn);
            }
        }
    }

    private sealed partial class NeutralSnapshot(CSharpSnapshotGeneratorDependencies dependencies) : CSharpSnapshotGenerator(dependencies)
    {
        public override void Generate(string modelBuilderName, IModel model, IndentedStringBuilder stringBuilder)
        {
            var text = new IndentedStringBuilder();
            base.Generate(modelBuilderName, model, text);
            stringBuilder.AppendLines(StoreTypes().Replace(text.ToString(), string.Empty));
        }

        [GeneratedRegex(@"\s*\.(HasColumnType\(""[^""]*""\)|HasAnnotation\(""(Sqlite|Npgsql):[^\n;]*\))")]
        private static partial Regex StoreTypes();
    }
}
