"""Sums of what was spent, kept so that a year of it is read in a moment. Made from ``policies.Cost`` and never of anything else."""

from __future__ import annotations

from django.db import models

from accounts.models import Workspace


class SpendFold(models.Model):
    """Costs from before ``until`` are in the sums below; those from then on are read one by one."""

    workspace = models.OneToOneField(Workspace, primary_key=True, on_delete=models.CASCADE, related_name="+")
    until = models.DateTimeField()

    def __str__(self) -> str:
        return f"until {self.until:%Y-%m-%d %H:%M}"


class Summed(models.Model):
    """A quarter of an hour (``at`` is its beginning). ``currency`` is empty for calls whose price nobody knows."""

    id = models.BigAutoField(primary_key=True)
    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="+", db_index=False)
    at = models.DateTimeField()
    agent = models.UUIDField(null=True)
    channel = models.UUIDField(null=True)
    currency = models.CharField(max_length=3, blank=True)
    calls = models.PositiveIntegerField()
    input_tokens = models.PositiveBigIntegerField()
    output_tokens = models.PositiveBigIntegerField()
    amount = models.DecimalField(max_digits=24, decimal_places=8)

    class Meta:
        abstract = True


class SpendPart(Summed):
    """Of what can be told apart."""

    kind = models.CharField(max_length=10)
    tier = models.CharField(max_length=20, blank=True)
    model = models.CharField(max_length=120, blank=True)

    class Meta:
        indexes = [models.Index(fields=["workspace", "at"], name="portal_spendpart_period")]

    def __str__(self) -> str:
        return f"{self.calls} {self.kind} {self.at:%Y-%m-%d %H:%M}"


class SpendTurn(Summed):
    """Of a turn of a conversation, whatever it asked."""

    conversation = models.UUIDField()
    customer = models.UUIDField(null=True)
    turn = models.UUIDField(null=True)

    class Meta:
        indexes = [models.Index(fields=["workspace", "at"], name="portal_spendturn_period")]

    def __str__(self) -> str:
        return f"{self.calls} calls {self.at:%Y-%m-%d %H:%M}"


class SpendUsual(models.Model):
    """What a conversation of an agent usually costs: the median of the last month, and of how many conversations it is."""

    id = models.BigAutoField(primary_key=True)
    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="+")
    agent = models.UUIDField()
    currency = models.CharField(max_length=3)
    median = models.DecimalField(max_digits=24, decimal_places=8)
    conversations = models.PositiveIntegerField()
    looked_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["agent", "currency"], name="portal_spendusual_once")]

    def __str__(self) -> str:
        return f"{self.median} {self.currency}"
