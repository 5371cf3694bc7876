/** The part of Express' router that says which routes there are. */
export interface RoutedRequest {
  method: string;
  path: string;
  app: { router: { stack: readonly Layer[] } };
}

interface Layer {
  match(path: string): boolean;
  route?: { methods: Readonly<Record<string, boolean>> };
}

/** The methods of the routes at the request's path, such as `GET`, if the request's own is none of them; none if there is no route. */
export function otherMethods({ method, path, app }: RoutedRequest): string[] {
  const routes = app.router.stack.filter((layer) => layer.route && layer.match(path));
  const methods = routes.flatMap(({ route }) => Object.keys(route!.methods));
  const allowed = [...new Set(methods)].map((each) => each.toUpperCase());
  return allowed.includes(method === 'HEAD' ? 'GET' : method) ? [] : allowed;
}
