import { StarsClient } from '@stars/client';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { createContext, type ReactNode, useCallback, useContext, useMemo, useState } from 'react';
import { forgetApiKey, keepApiKey, readApiKey } from './api-key.js';

export interface ApiAccess {
  /** Calls the public API as whoever gave a key in this tab. */
  client: StarsClient;
  key: string | undefined;
  /** The server asks who it is, or knows nobody with this key. */
  needsKey: boolean;
  /** The tenant of all calls; empty: that of the key. */
  tenant: string;
  giveKey(key: string, tenant: string): void;
  forgetKey(): void;
  askForKey(): void;
}

const Access = createContext<ApiAccess | undefined>(undefined);

/** Errors: an `Error` outside of an `ApiAccessProvider`. */
export function useApiAccess(): ApiAccess {
  const access = useContext(Access);
  if (access === undefined) throw new Error('useApiAccess needs an ApiAccessProvider');
  return access;
}

/** How long an answer may be shown before it is asked for again, ms. */
const FRESH_MS = 30_000;
const TIMEOUT_MS = 30_000;

/** What no second call would change is not called again; for all else, the client has tried several times. */
const newQueryClient = (): QueryClient =>
  new QueryClient({
    defaultOptions: { queries: { retry: false, staleTime: FRESH_MS, refetchOnWindowFocus: false } },
  });

/** Gives all below one client of the API. Whenever a key is given or forgotten, or the tenant changes, all is loaded anew. */
export function ApiAccessProvider({ children }: { children: ReactNode }): ReactNode {
  const [{ key, tenant, entry }, setCaller] = useState({ key: readApiKey(), tenant: '', entry: 0 });
  const [needsKey, setNeedsKey] = useState(false);
  const askForKey = useCallback(() => setNeedsKey(true), []);
  const access = useMemo((): ApiAccess => {
    const change = (next: string | undefined, nextTenant: string): void => {
      if (next === undefined) forgetApiKey();
      else keepApiKey(next);
      setNeedsKey(next === undefined);
      setCaller((before) => ({ key: next, tenant: nextTenant, entry: before.entry + 1 }));
    };
    return {
      client: new StarsClient({ url: location.origin, timeoutMs: TIMEOUT_MS, ...(key === undefined ? {} : { key }) }),
      ...{ key, needsKey, tenant, askForKey },
      giveKey: change,
      forgetKey: () => change(undefined, ''),
    };
  }, [key, needsKey, tenant, askForKey]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: each caller has data of its own
  const queries = useMemo(newQueryClient, [entry]);
  return (
    <Access.Provider value={access}>
      {/* Hooks of TanStack Query keep the client that they began with: with another one, they begin anew. */}
      <QueryClientProvider key={entry} client={queries}>
        {children}
      </QueryClientProvider>
    </Access.Provider>
  );
}
