import { Button } from '@mantine/core';
import type { ItemIssue } from '@stars/client';
import { useState } from 'react';
import { useApi } from '../../api/use-api.js';
import { useFormat } from '../../format/use-format.js';
import { useTexts } from '../../language/language.js';
import { AnswerState } from '../../parts/AnswerState.js';
import { EmptyNotice } from '../../parts/EmptyNotice.js';
import type { CatalogueViewProps } from './CatalogueSearch.js';
import { DuplicateGroups } from './DuplicateGroups.js';
import { ItemCards } from './ItemCards.js';

/** Items of a page. */
const ITEMS_A_PAGE = 24;

/** How many items lack what, and which they are. */
export function CatalogueHealth({ state, change }: CatalogueViewProps) {
  const texts = useTexts().pages.catalogue;
  const format = useFormat();
  return (
    <AnswerState answer={useApi('getCatalogHealth', {})} right="catalog">
      {({ items, issues, counted_time: time, model_version: model, shown_since: shownSince }) =>
        items === 0 ? (
          <EmptyNotice title={texts.noItems}>{texts.noItemsHint}</EmptyNotice>
        ) : (
          <div className="catalogue">
            <section aria-labelledby="issues">
              <h2 id="issues">{texts.health}</h2>
              {time && <p className="hint">{texts.counted(format.number(items), format.time(time))}</p>}
              {!model && <p className="hint">{texts.noModel}</p>}
              <table className="issues">
                <thead>
                  <tr>
                    <th scope="col">{texts.issue}</th>
                    <th scope="col">{texts.items}</th>
                    <th scope="col">{texts.share}</th>
                  </tr>
                </thead>
                <tbody>
                  {issues.map(({ issue, items: count }) => (
                    <tr key={issue}>
                      <th scope="row">
                        <button
                          type="button"
                          aria-pressed={state.issue === issue}
                          onClick={() => change({ issue: issue! })}
                        >
                          {texts.issues[issue!]}
                        </button>
                      </th>
                      <td className="number">{format.number(count)}</td>
                      <td className="number">{format.share(count / items)}</td>
                    </tr>
                  ))}
                </tbody>
              </table>
              <p className="hint">{shownSince ? texts.shownSince(format.time(shownSince)) : texts.shownUnknown}</p>
            </section>
            <IssueItems key={state.issue} issue={state.issue as ItemIssue} />
          </div>
        )
      }
    </AnswerState>
  );
}

/** Pages of a list have tokens, so the way back is kept. */
function IssueItems({ issue }: { issue: ItemIssue }) {
  const texts = useTexts().pages.catalogue;
  const [tokens, setTokens] = useState<readonly string[]>([]);
  const request = { issue, page_size: ITEMS_A_PAGE, page_token: tokens.at(-1) ?? '' };
  return (
    <section aria-labelledby="issue" aria-live="polite">
      <h2 id="issue">{texts.issues[issue] ?? issue}</h2>
      <AnswerState answer={useApi('listItemsWithIssue', request)} right="catalog">
        {({ items, next_page_token: next }) => (
          <>
            {items.length === 0 && <EmptyNotice title={texts.noIssues} />}
            {issue === 'duplicate' ? <DuplicateGroups items={items} /> : <ItemCards items={items} />}
            <div className="pager">
              <Button
                {...{ variant: 'default', size: 'xs', disabled: tokens.length === 0 }}
                onClick={() => setTokens((before) => before.slice(0, -1))}
              >
                {texts.previous}
              </Button>
              <Button
                {...{ variant: 'default', size: 'xs', disabled: next === '' }}
                onClick={() => setTokens((before) => [...before, next])}
              >
                {texts.next}
              </Button>
            </div>
          </>
        )}
      </AnswerState>
    </section>
  );
}
