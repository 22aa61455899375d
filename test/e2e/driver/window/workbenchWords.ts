/**
 * Words of VS Code itself, as its language packs have them, for the windows of our tests: by the display language, then
 * by the English. Only what shows beside our views, so that a picture in one language is not half in another.
 */
export const WORKBENCH_WORDS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'zh-cn': {
    Cancel: '取消',
    OK: '确定',
    'Source: {0}': '来源: {0}',
    'Layout: {0}': '布局: {0}',
    Output: '输出',
    Problems: '问题',
    Terminal: '终端',
    Ports: '端口',
    'Debug Console': '调试控制台',
    Explorer: '资源管理器',
    Search: '搜索',
    'Source Control': '源代码管理',
    'Run and Debug': '运行和调试',
    Extensions: '扩展',
  },
};
