/**
 * Words of VS Code from its language packs, by display language and then by the English word. Only words that show next
 * to our views are here, so that a picture has one language.
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
