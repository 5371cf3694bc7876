import type { PlacementAnswer, RecommendPageResponse, RecommendResponse } from '@stars/client';
import { Link } from 'wouter';
import { useFormat } from '../../format/use-format.js';
import { useTexts } from '../../language/language.js';
import { AnswerState } from '../../parts/AnswerState.js';
import { compareLists } from '../../parts/compare-lists.js';
import { EmptyNotice } from '../../parts/EmptyNotice.js';
import type { ExplorerState } from './explorer-request.js';
import { type Marks, RankedItems } from './RankedItems.js';
import { useLists } from './use-lists.js';

const NO_MARKS: Marks = new Map();

interface UserListsProps {
  state: ExplorerState;
  /** What becomes of each item of a list. */
  marks?: (list: PlacementAnswer) => Marks;
}

/** What a user would be recommended, and what is known of the answer. */
export function UserLists({ state, marks = () => NO_MARKS }: UserListsProps) {
  const texts = useTexts().pages.explorer;
  const { answer, right, lists } = useLists(state);
  return (
    <AnswerState answer={answer} right={right} idle={<EmptyNotice title={texts.noPlacements} />}>
      {(data) => (
        <>
          <Summary answer={data as RecommendResponse | RecommendPageResponse} />
          {lists?.map((list) => (
            <section key={list.surface} aria-label={list.surface || undefined}>
              {list.surface && <h3>{list.surface}</h3>}
              <ActingRules names={list.rules} />
              <RankedItems {...list} region={state.region} marks={marks(list)} />
            </section>
          ))}
        </>
      )}
    </AnswerState>
  );
}

/** Two lists side by side, with what the second one gains, loses and moves. */
export function ComparedLists({ state, beside }: { state: ExplorerState; beside: ExplorerState }) {
  const { moves, pages } = useTexts();
  const texts = pages.explorer;
  const [before, after] = [useLists(state).lists, useLists(beside).lists];
  const compared = new Map(
    before?.flatMap((list) => {
      const other = after?.find(({ surface }) => surface === list.surface);
      return other === undefined ? [] : [[list.surface, compareLists(list.items, other.items)] as const];
    }),
  );
  const sum = (name: 'gained' | 'lost' | 'moved') =>
    [...compared.values()].reduce((all, lists) => all + lists[name], 0);
  const [gained, lost, moved] = [sum('gained'), sum('lost'), sum('moved')];
  const marksIn =
    (side: 'now' | 'then') =>
    ({ surface }: PlacementAnswer): Marks =>
      new Map(compared.get(surface)?.[side].map(({ itemId, mark }) => [itemId, mark]));
  return (
    <>
      <p id="differences" role="status">
        {compared.size > 0 && (gained + lost + moved === 0 ? texts.sameLists : moves.summary(gained, lost, moved))}
      </p>
      <div className="side-by-side">
        <section aria-labelledby="as-asked">
          <h3 id="as-asked">{texts.asAsked}</h3>
          <UserLists state={state} marks={marksIn('now')} />
        </section>
        <section aria-labelledby="beside">
          <h3 id="beside">{texts.beside}</h3>
          <UserLists state={beside} marks={marksIn('then')} />
        </section>
      </div>
    </>
  );
}

function Summary({ answer }: { answer: RecommendResponse | RecommendPageResponse }) {
  const texts = useTexts().pages.explorer;
  const format = useFormat();
  const items = 'items' in answer ? answer.items : answer.placements.flatMap((placement) => placement.items);
  const parts = [
    texts.count(items.length),
    ...(answer.model_version ? [texts.model(answer.model_version)] : []),
    ...(answer.vector_time ? [texts.knows(format.time(answer.vector_time))] : []),
  ];
  return <p className="summary hint">{parts.join(' · ')}</p>;
}

/** The rules whose conditions hold for the request, each with a link to it. */
function ActingRules({ names = [] }: { names: readonly string[] | undefined }) {
  const texts = useTexts().pages.explorer;
  if (names.length === 0) return null;
  return (
    <p className="acting hint">
      {texts.acting}
      {names.map((name) => (
        <Link key={name} href={`/placements?${new URLSearchParams({ edit: 'rule', name })}`}>
          {name}
        </Link>
      ))}
    </p>
  );
}
