import type { GetStatusResponse } from '@stars/client';
import { useApiAccess } from '../../api/api-access.js';
import { useApi } from '../../api/use-api.js';
import { useLive } from '../../api/use-live.js';
import { useFormat } from '../../format/use-format.js';
import { useTexts } from '../../language/language.js';
import { AnswerState } from '../../parts/AnswerState.js';
import { EmptyNotice } from '../../parts/EmptyNotice.js';
import { Rows } from './Rows.js';
import { runbookOf } from './runbook-of.js';

/** How the installation is now: the first answer, then what the stream says. */
export function StatusView() {
  const texts = useTexts().pages.operations;
  const { tenant } = useApiAccess();
  const query = tenant === '' ? '' : `?${new URLSearchParams({ tenant_id: tenant })}`;
  const live = useLive<GetStatusResponse>(`/v1/status/stream${query}`);
  const format = useFormat();
  return (
    <AnswerState answer={useApi('getStatus', {})} right="operate">
      {(first) => {
        const status = live.message ?? first;
        const isStale = live.message !== undefined && !live.isConnected;
        return (
          <div className={isStale ? 'stale' : undefined}>
            <p role="status" className="hint">
              {isStale ? `${texts.lost} ` : ''}
              {status.time && texts.asOf(format.time(status.time))}
            </p>
            <Checks status={status} />
            <Groups status={status} />
            <Freshness status={status} />
            <Calls status={status} />
          </div>
        );
      }}
    </AnswerState>
  );
}

interface StatusProps {
  status: GetStatusResponse;
}

function Checks({ status }: StatusProps) {
  const texts = useTexts().pages.operations;
  const format = useFormat();
  const { checks, ready, degradations, model_version: model, model_data_until: until } = status;
  const failed = checks.filter(({ ok }) => !ok);
  const title = !ready ? texts.notReady : failed.length > 0 ? texts.degraded : texts.good;
  return (
    <>
      <section className={failed.length > 0 ? 'notice degradations' : 'notice'} aria-labelledby="answers">
        <h2 id="answers">{title}</h2>
        {failed.map(({ name, message }) => (
          <p key={name}>
            <strong>{name}</strong>: {message}. {texts.runbook} <code>{runbookOf(name, ready)}</code>
          </p>
        ))}
        <p>{model ? texts.model(model, until ? format.time(until) : '–') : texts.noModel}</p>
      </section>
      <Rows caption={texts.parts} columns={[texts.part, texts.state]}>
        {checks.map(({ name, ok, degrades }) => (
          <tr key={name}>
            <th scope="row">{name}</th>
            <td>{ok ? texts.there : degrades ? texts.away : texts.needed}</td>
          </tr>
        ))}
      </Rows>
      {degradations.length > 0 && (
        <Rows caption={texts.degradations} columns={[texts.reason, texts.lists]}>
          {degradations.map(({ code, count }) => (
            <tr key={code}>
              <th scope="row">
                <code>{code}</code>
              </th>
              <td className="number">{format.number(Number(count))}</td>
            </tr>
          ))}
        </Rows>
      )}
    </>
  );
}

function Groups({ status: { groups, groups_problem: problem } }: StatusProps) {
  const texts = useTexts().pages.operations;
  const format = useFormat();
  if (problem) return <EmptyNotice title={texts.noGroups}>{problem}</EmptyNotice>;
  return (
    <Rows caption={texts.lag} columns={[texts.service, texts.group, texts.messages]}>
      {groups.map(({ service, group, messages }) => (
        <tr key={group}>
          <td>{service}</td>
          <th scope="row">{group}</th>
          <td className="number">{format.number(messages)}</td>
        </tr>
      ))}
    </Rows>
  );
}

function Freshness({ status: { freshness } }: StatusProps) {
  const texts = useTexts().pages.operations;
  const format = useFormat();
  const atMost = useAtMost();
  if (freshness.length === 0) return <EmptyNotice title={texts.noFreshness}>{texts.noFreshnessHint}</EmptyNotice>;
  return (
    <Rows caption={texts.freshness} columns={[texts.flow, texts.stage, texts.count, texts.half, texts.most]}>
      {freshness.map(({ flow, stage, count, median_seconds: median, p95_seconds: p95 }) => (
        <tr key={flow + stage}>
          <td>{flow}</td>
          <th scope="row">{stage}</th>
          <td className="number">{format.number(Number(count))}</td>
          <td className="number">{atMost(median)}</td>
          <td className="number">{atMost(p95)}</td>
        </tr>
      ))}
    </Rows>
  );
}

function Calls({ status: { calls, counted_since: since } }: StatusProps) {
  const texts = useTexts().pages.operations;
  const format = useFormat();
  const atMost = useAtMost();
  return (
    <>
      <Rows caption={texts.calls} columns={[texts.call, texts.count, texts.half, texts.most, texts.errors]}>
        {calls.map(({ method, requests, errors, median_seconds: median, p95_seconds: p95 }) => (
          <tr key={method}>
            <th scope="row">{method}</th>
            <td className="number">{format.number(Number(requests))}</td>
            <td className="number">{atMost(median)}</td>
            <td className="number">{atMost(p95)}</td>
            <td>{errors.map(({ code, count }) => `${code} ${format.number(Number(count))}`).join(', ') || '–'}</td>
          </tr>
        ))}
      </Rows>
      {since && <p className="hint">{texts.since(format.time(since))}</p>}
    </>
  );
}

/** Times of a histogram are bounds. */
function useAtMost(): (seconds: number | undefined) => string {
  const { duration } = useFormat();
  return (seconds) => (seconds === undefined ? '–' : `≤ ${duration(seconds * 1000)}`);
}
