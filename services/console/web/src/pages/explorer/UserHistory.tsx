import { Button } from '@mantine/core';
import type { FoundItem, UserEvent } from '@stars/client';
import { useState } from 'react';
import { useApi } from '../../api/use-api.js';
import { useProducts } from '../../api/use-products.js';
import { useFormat } from '../../format/use-format.js';
import { useTexts } from '../../language/language.js';
import { AnswerState } from '../../parts/AnswerState.js';
import { EmptyNotice } from '../../parts/EmptyNotice.js';
import { Picture } from '../../parts/ProductCard.js';

const EVENTS_A_PAGE = 20;

/** What a user did, newest first, on a time line that follows the user; older events come a page at a time. */
export function UserHistory({ user }: { user: string }) {
  const texts = useTexts().pages.explorer;
  return (
    <section aria-labelledby="history">
      <h2 id="history">{texts.history}</h2>
      <HistoryPage key={user} user={user} token="" />
    </section>
  );
}

function HistoryPage({ user, token }: { user: string; token: string }) {
  const texts = useTexts().pages.explorer;
  const [isOpen, setOpen] = useState(false);
  const isNewest = token === '';
  const answer = useApi(
    'getUserHistory',
    { user_id: user, page_size: EVENTS_A_PAGE, page_token: token },
    () => isNewest && !isOpen,
  );
  const products = useProducts(answer.data?.events.map(({ item_id: itemId }) => itemId).filter(Boolean) ?? []);
  if (answer.error?.status === 404) return <EmptyNotice title={texts.noHistory} />;
  return (
    <AnswerState answer={answer} right="admin">
      {({ events, next_page_token: next }) => (
        <>
          {events.length === 0 && isNewest && <EmptyNotice title={texts.noHistory} />}
          <ol className="time-line">
            {events.map((event, at) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: events have no id
              <HistoryEvent key={at} event={event} product={products.get(event.item_id)} />
            ))}
          </ol>
          {next !== '' && !isOpen && (
            <Button variant="default" size="xs" onClick={() => setOpen(true)}>
              {texts.more}
            </Button>
          )}
          {next !== '' && isOpen && <HistoryPage user={user} token={next} />}
        </>
      )}
    </AnswerState>
  );
}

function HistoryEvent({ event, product }: { event: UserEvent; product: FoundItem | undefined }) {
  const texts = useTexts().pages.explorer;
  const format = useFormat();
  const title = product?.title || event.item_id;
  const subject = title || event.category || event.brand || event.query;
  return (
    <li>
      {title && <Picture key={product?.image} image={product?.image} title={title} />}
      <div>
        {event.time && <time dateTime={event.time}>{format.time(event.time)}</time>}
        <span>
          {event.type && texts.events[event.type]} <b>{subject}</b>
          {event.region && ` · ${event.region}`}
        </span>
      </div>
    </li>
  );
}
