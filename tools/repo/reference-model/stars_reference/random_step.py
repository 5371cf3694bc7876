"""A random step: every kind of input, small, with cases that are easy to get wrong."""

from __future__ import annotations

import torch

from .config import Config
from .encoder import PADDING, Sequences
from .items import Items, log_popularity
from .losses import Row
from .objective import Step
from .repeat import Own

COPIES = 2
POSITIVES = 5
CANDIDATES = 9
# Baskets of two and more tokens, and of one token. The rest of the window is padding.
BASKETS = [[0, 0, 1, 2, 2, 3], [0, 1, 1, 1], [0]]
# Long enough for code that works on blocks of tokens.
LONG_BASKETS = [[i * i // 90 for i in range(43)], [i // 2 for i in range(17)], [0, 0, 0]]


class Source:
    """Random numbers that are exact in float32, because a fixture stores float32."""

    def __init__(self, seed: int) -> None:
        self.generator = torch.Generator().manual_seed(seed)

    def normal(self, *shape: int) -> torch.Tensor:
        return torch.randn(shape, generator=self.generator, dtype=torch.float32).double()

    def uniform(self, *shape: int) -> torch.Tensor:
        return torch.rand(shape, generator=self.generator, dtype=torch.float32).double()

    def below(self, limit: int, *shape: int) -> torch.Tensor:
        return torch.randint(limit, shape, generator=self.generator)

    def order(self, count: int) -> list[int]:
        return torch.randperm(count, generator=self.generator).tolist()


def random_step(
    config: Config,
    source: Source,
    *,
    window: int = 7,
    full: bool = False,
    hard: int = 0,
    days: int = 0,
    baskets: list[list[int]] = BASKETS,
) -> Step:
    """`full`: all items are candidates. Otherwise candidates are sampled, and some of the step's items are none. `days`: of the prior."""
    pool = config.item_count
    candidates = pool if full else CANDIDATES
    items = _items(config, source, pool)
    counts = source.below(40, pool).double()
    sequences = _sequences(config, source, pool, window, baskets)
    next_rows = [(b, i) for b, own in enumerate(baskets) for i in range(len(own)) if (b + i) % 4 != 3]
    general_rows = [(b, k) for b in range(len(baskets)) for k in range(COPIES)][:-1]
    next_targets = [_positives(source) for _ in next_rows]
    log_q = torch.zeros(candidates, dtype=torch.float64)
    if not full:
        log_q[POSITIVES:] = torch.log(0.1 + 0.8 * source.uniform(candidates - POSITIVES)).float().double()
    outside = list(range(candidates, pool))
    # The first row has none, the others one or more.
    negatives = [[outside[j] for j in source.order(len(outside))[: n % (hard + 1)]] for n in range(len(next_rows))]
    step = Step(
        items=items,
        sequences=sequences,
        candidates=candidates,
        positives=POSITIVES,
        counts=counts,
        log_p=log_popularity(counts),
        log_q=log_q,
        next_rows=next_rows,
        next_targets=next_targets,
        general_rows=general_rows,
        general_targets=[_positives(source) for _ in general_rows],
        hard=negatives if hard > 0 else None,
        time=source.uniform(len(next_rows), config.offset_time.width),
        signals=source.normal(len(next_rows), config.signal_width),
    )
    if config.repeat_ages > 0:
        step.next_own = _own(config, source, pool, step.next_targets)
        step.general_own = _own(config, source, pool, step.general_targets)
    if days > 0:
        step.day_log_p = torch.stack([log_popularity(source.below(40, pool).double()) for _ in range(days)]).float().double()
        step.next_days = source.below(days, len(next_rows)).tolist()
        step.general_days = source.below(days, len(general_rows)).tolist()
    return step


def _own(config: Config, source: Source, pool: int, targets: list[Row]) -> list[Own]:
    """What each row's user had: nothing in every fourth row, else some items, in every second row a positive too."""
    own = []
    for n, positives in enumerate(targets):
        items = source.order(pool)[: 1 + n % 3]
        if n % 2 == 1:
            items.append(min(positives))
        evidence = source.uniform(len(items), config.repeat_ages) * (source.below(3, len(items), config.repeat_ages) > 0)
        own.append({} if n % 4 == 2 else dict(zip(items, 2 * evidence, strict=True)))
    return own


def _items(config: Config, source: Source, pool: int) -> Items:
    rows = torch.tensor(source.order(config.item_count)[:pool])
    # Some items have only content, without δ.
    rows[1::4] = -1
    return Items(
        embedding=source.normal(pool, config.content_width),
        tags=(source.uniform(pool, config.tag_count) < 0.4).double(),
        delta_row=rows,
    )


def _sequences(
    config: Config, source: Source, pool: int, window: int, baskets: list[list[int]]
) -> Sequences:
    size = len(baskets)
    basket = torch.full((size, window), PADDING)
    hours = torch.zeros(size, window, dtype=torch.float64)
    cut_basket = torch.zeros(size, COPIES, dtype=torch.long)
    cut_hours = torch.zeros(size, COPIES, dtype=torch.float64)
    for b, own in enumerate(baskets):
        count = own[-1] + 1
        starts = torch.cumsum(source.uniform(count) * 400, dim=0).float().double()
        basket[b, : len(own)] = torch.tensor(own)
        hours[b, : len(own)] = starts[own]
        # One copy in the middle, one at the end. The first copy of the first sequence sees no token.
        cuts = [0 if b == 0 else count // 2, count]
        cut_basket[b] = torch.tensor(cuts)
        cut_hours[b] = torch.stack([starts[max(cut - 1, 0)] for cut in cuts])
    return Sequences(
        item=source.below(pool, size, window),
        side=source.normal(size, window, config.side_width),
        hours=hours,
        basket=basket,
        cut_basket=cut_basket,
        cut_hours=cut_hours,
        user_numeric=source.normal(size, config.user_numeric_count),
        user_categorical=torch.stack(
            [source.below(rows, size) for rows in config.user_categorical_sizes], dim=1
        )
        if config.user_categorical_sizes
        else torch.zeros(size, 0, dtype=torch.long),
        # The last user is unknown: the learned default is used.
        user_known=torch.tensor([1] * (size - 1) + [0], dtype=torch.float64),
    )


def _positives(source: Source) -> dict[int, float]:
    chosen = source.order(POSITIVES)[: 1 + int(source.below(3))]
    return {j: 1 / len(chosen) for j in chosen}
