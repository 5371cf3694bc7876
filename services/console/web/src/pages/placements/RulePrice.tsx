import { Button } from '@mantine/core';
import type { EstimateRuleResponse, Rule, RuleItemChange } from '@stars/client';
import { useState } from 'react';
import { useApi } from '../../api/use-api.js';
import { useFormat } from '../../format/use-format.js';
import { useTexts } from '../../language/language.js';
import { AnswerState } from '../../parts/AnswerState.js';

interface RulePriceProps {
  name: string;
  rule: Rule;
}

/** What a rule would change in the lists of the last days, and what it would cost. It takes the server some time, so people ask for it. */
export function RulePrice({ name, rule }: RulePriceProps) {
  const texts = useTexts().pages.placements.price;
  const [asked, setAsked] = useState<RulePriceProps>();
  const answer = useApi('estimateRule', asked);
  return (
    <section aria-labelledby="price">
      <h2 id="price">{texts.title}</h2>
      <p className="hint">{texts.lead}</p>
      <Button variant="default" size="xs" loading={answer.isFetching} onClick={() => setAsked({ name, rule })}>
        {texts.ask}
      </Button>
      {asked && (
        <AnswerState answer={answer} right="rules">
          {(found) => <Price found={found} />}
        </AnswerState>
      )}
    </section>
  );
}

function Price({ found }: { found: EstimateRuleResponse }) {
  const texts = useTexts().pages.placements.price;
  const format = useFormat();
  const {
    answers,
    lists,
    acted_on: actedOn,
    changed,
    gaining,
    losing,
    expected_dcg: dcg,
    logged_feedback: logged,
  } = found;
  if (answers === 0) return <p>{texts.none}</p>;
  return (
    <>
      <p id="price-summary" role="status">
        {texts.lists(format.number(lists), format.number(actedOn), format.number(changed))}
      </p>
      {found.since && <p className="hint">{texts.since(format.time(found.since))}</p>}
      {found.assumed.length > 0 && <p className="hint">{texts.assumed(found.assumed.join(', '))}</p>}
      {dcg && dcg.lists > 0 && (
        <p>
          {texts.dcg(format.number(dcg.before), format.number(dcg.after), format.number(dcg.lists))}{' '}
          {dcg.change_low !== undefined &&
            dcg.change_high !== undefined &&
            texts.interval(format.number(dcg.change_low), format.number(dcg.change_high))}
        </p>
      )}
      {logged?.not_estimable && <p>{texts.notEstimable(logged.not_estimable)}</p>}
      <Items title={texts.gaining} items={gaining} />
      <Items title={texts.losing} items={losing} />
    </>
  );
}

function Items({ title, items }: { title: string; items: readonly RuleItemChange[] }) {
  const texts = useTexts().pages.placements.price;
  const format = useFormat();
  const ids = items.map(({ item_id: itemId }) => itemId);
  const named = useApi('searchItems', ids.length === 0 ? undefined : { item_ids: ids });
  const titles = new Map(named.data?.items.map((item) => [item.item_id, item.title]));
  if (items.length === 0) return null;
  return (
    <>
      <h3>{title}</h3>
      <ul className="compact">
        {items.map(({ item_id: itemId, lists_before: before, lists_after: after }) => (
          <li key={itemId}>
            {titles.get(itemId) || itemId}: {texts.change(format.number(before), format.number(after))}
          </li>
        ))}
      </ul>
    </>
  );
}
