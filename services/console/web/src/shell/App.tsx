import { MantineProvider } from '@mantine/core';
import { Suspense } from 'react';
import { Redirect, Route, Switch } from 'wouter';
import { ApiAccessProvider } from '../api/api-access.js';
import { LanguageProvider, useTexts } from '../language/language.js';
import { EmptyNotice } from '../parts/EmptyNotice.js';
import { PageFrame } from './PageFrame.js';
import { FIRST_PAGE, PAGE_NAMES, PAGES } from './pages.js';
import { Shell } from './Shell.js';

/** The console. Variables and global classes are in style sheets: the policy of the page allows no style elements. */
export function App() {
  return (
    <MantineProvider defaultColorScheme="auto" withCssVariables={false} withGlobalClasses={false}>
      <LanguageProvider>
        <ApiAccessProvider>
          <Shell>
            <Suspense fallback={<Loading />}>
              <Switch>
                <Route path="/">
                  <Redirect to={`/${FIRST_PAGE}`} replace />
                </Route>
                {PAGE_NAMES.map((name) => (
                  <Route key={name} path={`/${name}`} component={PAGES[name].Page} />
                ))}
                <Route component={NotFound} />
              </Switch>
            </Suspense>
          </Shell>
        </ApiAccessProvider>
      </LanguageProvider>
    </MantineProvider>
  );
}

function Loading() {
  return <p role="status">{useTexts().states.loading}</p>;
}

function NotFound() {
  const { notFound } = useTexts();
  return (
    <PageFrame title={notFound}>
      <EmptyNotice title={location.pathname} />
    </PageFrame>
  );
}
