using AkashChat.Domain.Accounts;
using AkashChat.Domain.Keys;
using AkashChat.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace AkashChat.Infrastructure.Keys;

internal sealed class ApiKeyConfiguration : IEntityTypeConfiguration<ApiKey>
{
    internal const string SlotIndex = "IX_api_keys_user_id_slot";

    public void Configure(EntityTypeBuilder<ApiKey> builder)
    {
        builder.ToTable("api_keys");
        builder.HasKey(key => key.Id);
        builder.Property(key => key.Id).HasMaxLength(ApiKeyId.Length).ValueGeneratedNever();
        builder.Property(key => key.UserId);
        builder.Property(key => key.TeamId).HasMaxLength(Team.IdMaxLength);
        builder.Property(key => key.Name).HasMaxLength(ApiKey.NameMaxLength);
        builder.Property(key => key.Hash).HasMaxLength(64);
        builder.Property(key => key.Preview).HasMaxLength(32);
        builder.Property(key => key.State);
        builder.Property(key => key.CreatedAt);
        builder.Property(key => key.ExpiresAt);
        builder.Property(key => key.LastUsedAt);
        builder.Property(key => key.PreviousHash).HasMaxLength(64);
        builder.Property(key => key.PreviousEndsAt);
        builder.Property(key => key.RotatedAt);
        builder.Property(key => key.RevokedFor);
        builder.Property(key => key.Slot);
        builder.Property(key => key.LatestEnd);
        builder.Property(key => key.PendingSince);
        builder.Property(key => key.PendingHash).HasMaxLength(64);
        builder.Property(key => key.MissingSince);
        builder.Property(key => key.FormerHashes).HasConversion<TextsConverter, TextsComparer>();
        builder.Ignore(key => key.AllHashes);
        builder.Property(key => key.Revision).IsConcurrencyToken();
        builder.ComplexProperty(key => key.OwnLimits, limits =>
        {
            limits.Property(own => own.ParallelRequests).HasColumnName("own_parallel_requests");
            limits.Property(own => own.RequestsPerMinute).HasColumnName("own_requests_per_minute");
            limits.Property(own => own.TokensPerMinute).HasColumnName("own_tokens_per_minute");
            limits.Property(own => own.BudgetMicroUsd).HasColumnName("own_budget_micro_usd");
            limits.Property(own => own.Models).HasColumnName("own_models").HasConversion<TextsConverter, TextsComparer>();
        });
        builder.HasOne<User>().WithMany().HasForeignKey(key => key.UserId).OnDelete(DeleteBehavior.Cascade);
        builder.HasIndex(key => key.Hash).IsUnique();
        builder.HasIndex(key => key.PreviousHash).IsUnique();
        builder.HasIndex(key => key.PendingHash);
        builder.HasIndex(key => key.PendingSince);

        // What holds "at most n active keys": an active key has one of n places, and no two have the same. Rows without one do not count.
        builder.HasIndex(key => new { key.UserId, key.Slot }).IsUnique().HasDatabaseName(SlotIndex);
    }
}

internal sealed class SpentChallengeConfiguration : IEntityTypeConfiguration<SpentChallenge>
{
    public void Configure(EntityTypeBuilder<SpentChallenge> builder)
    {
        builder.ToTable("spent_challenges");
        builder.HasKey(challenge => challenge.Id);
        builder.Property(challenge => challenge.Id).ValueGeneratedNever();
        builder.Property(challenge => challenge.Kind);
        builder.Property(challenge => challenge.Network).HasMaxLength(50);
        builder.Property(challenge => challenge.SpentAt);
        builder.HasIndex(challenge => new { challenge.Network, challenge.SpentAt });
        builder.HasIndex(challenge => challenge.SpentAt);
    }
}
