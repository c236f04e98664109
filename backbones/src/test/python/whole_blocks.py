# Makes block_ecoformer, block_scatterformer, block_plstm2d_P and block_plstm2d_D. Usage: python3 whole_blocks.py DEFINITIONS OUT SEED, DEFINITIONS being the folder of lib.py, ops.py and blocks.py beside the shared reference
# numbers; needs PyTorch. Written from the definitions, not run against the publishers' code.
import sys,math
sys.path.insert(0,sys.argv[1])
import ops
from lib import *
import torch, torch.nn.functional as F
out=sys.argv[2]+'/'
def heads(x,H): B,L,C=x.shape; return x.view(B,L,H,C//H).transpose(1,2)
def merge(o): B,H,L,D=o.shape; return o.transpose(1,2).reshape(B,L,H*D)
class STE(torch.autograd.Function):
    @staticmethod
    def forward(c,y): c.save_for_backward(y); return torch.where(y>0,1.,-1.).to(y.dtype)
    @staticmethod
    def backward(c,g): y,=c.saved_tensors; return g*((y>=-1)&(y<=1))
def f_eco(i,c):
    H=int(c['heads']); x=i['x']; qk=heads(F.linear(x,i['to_qk.weight']),H); v=heads(F.linear(x,i['to_v.weight']),H)
    qk=qk/qk.norm(2,-1,keepdim=True); an=i['fast_attention.ksh.anchor']
    d=((qk[:,:,:,None]-an[:,:,None])**2).sum(-1); s=d.mean(-1).mean(-1)
    k=torch.exp(-d/(2*s[...,None,None]))-i['fast_attention.ksh.mvec']
    b=STE.apply(torch.einsum('bhnm,hkm->bhnk',k,i['fast_attention.ksh.A'])); N=b.shape[2]; off=b.shape[3]+1
    w=b@b.transpose(-1,-2)+off; o=(w/w.sum(-1,keepdim=True))@v
    return dict(y=F.linear(merge(o),i['proj.weight'],i['proj.bias']))
def mk_eco(g,s):
    B,L,D,H,n,m=s; an=g.n(1,H,m,D//H); an=r32(an/an.norm(2,-1,keepdim=True))
    return {'x':g.n(B,L,D),'to_qk.weight':g.lin(D,D),'to_v.weight':g.lin(D,D),'proj.weight':g.lin(D,D),'proj.bias':g.n(D,std=.1),'fast_attention.ksh.A':g.n(H,n,m,std=3.),'fast_attention.ksh.mvec':g.u(1,H,1,m,lo=.4,hi=.7),'fast_attention.ksh.anchor':an},dict(heads=H)
def f_sc(i,c):
    H=int(c['heads']); x=i['x']; N,D=x.shape; q,k,v=F.linear(x,i['qkv.weight']).reshape(N,3,H,D//H).unbind(1); w=c['win']; R,C=int(c['rows']),int(c['cols'])
    q,k=F.relu(q),F.relu(k)
    near=((w[:,None]//C-w[None]//C).abs()<=1)&((w[:,None]%C-w[None]%C).abs()<=1)
    a=torch.einsum('nhd,mhd->hnm',q,k)*near.to(q.dtype); o=torch.einsum('hnm,mhd->nhd',a,v)/(a.sum(-1).t()[...,None]+1e-6)
    return dict(y=F.linear(o.reshape(N,D),i['proj.weight'],i['proj.bias']))
def mk_sc(g,s):
    N,D,H,R,C=s; return {'x':g.n(N,D),'qkv.weight':g.lin(3*D,D),'proj.weight':g.lin(D,D),'proj.bias':g.n(D,std=.1)},dict(heads=H,rows=R,cols=C,win=torch.randint(0,R*C,(N,),generator=g.g))
def grid_out(i,c,mode):
    x=i['x']; B,X,Y,D=x.shape; H=int(c['heads']); d=D//H
    cv=F.conv2d(x.permute(0,3,1,2),i['convolution._conv.weight'],i['convolution._conv.bias'],padding=2,groups=D)[:,:,:X,:Y].permute(0,2,3,1)
    def proj(z,n): return torch.einsum('hkjsx,...sx->...hskj',i[n+'.weight'],z.reshape(B,X,Y,H,d)).reshape(B,X,Y,H,d,1).add(i[n+'.bias'])[...,0]
    q,k,v=proj(cv,'query'),proj(cv,'key'),proj(x,'value_')
    sig=torch.sigmoid; N=4*H; ev=lambda n: torch.tanh(5*(i[n+'.eigenvalues_bias'][:,0]+torch.einsum('nc,...c->...n',i[n+'.eigenvalues_weight'][:,0,0],cv)))
    e=lambda n: sig(i[n+'.bias']).flatten().expand(B,X,Y,-1)
    if mode=='P':
        o=sig(i['orientation_bias']+.5*torch.einsum('ohx,...x->...oh',i['orientation_weight'],cv)/D).flatten(-2)
        sr=o*e('source'); t=o*ev('transition'); G=dict(S_r=sr,S_d=1-sr,T_rl=t,T_ru=t,T_dl=1-t,T_du=1-t,M_l=e('mark'),M_u=e('mark'))
    else:
        rd=ev('transition_rd'); G=dict(S_r=e('source_r'),S_d=e('source_d'),T_rl=ev('transition_r'),T_du=ev('transition_d'),T_ru=rd,T_dl=rd*0,M_l=e('mark_l'),M_u=e('mark_u'))
    dd=e('direct'); outs=[]
    for n,fl in enumerate(([],[1],[2],[1,2])):
        g={a:b.reshape(B,X,Y,4,H)[:,:,:,n].flip(fl).permute(0,3,1,2) for a,b in G.items()}
        tr=lambda z: z.flip(fl).permute(0,3,1,2,4)
        g.update(q=tr(q),k=tr(k),v=tr(v),D=dd.flip(fl).permute(0,3,1,2))
        o=ops.f_pl2(g,{})['o']; o=o*torch.rsqrt((o*o).mean(-1,keepdim=True)+1e-5)*i['mhnorm.scale'][None,:,None,None]
        outs.append(o.permute(0,2,3,1,4).flatten(-2).flip(fl))
    return dict(y=F.linear(torch.stack(outs).mean(0),i['outprojection.weight'])+i['passthrough.scale']*x)
def mk_pl(mode):
    def f(g,s):
        B,X,Y,D,H=s; d=D//H; r={'x':g.n(B,X,Y,D),'convolution._conv.weight':g.u(D,1,3,3,lo=-.4,hi=.4),'convolution._conv.bias':g.n(D,std=.1),'direct.bias':g.n(H,1,1,1,1),'mhnorm.scale':g.n(H,d,std=.1,mean=1.),'passthrough.scale':g.n(D),'outprojection.weight':g.lin(D,D)}
        for n in ('query','key','value_'): r[n+'.weight']=g.n(1,d,1,H,d,std=.5); r[n+'.bias']=g.n(H,d,1,std=.1)
        b=lambda n: r.update({n+'.bias':g.n(4*H,1,1,1)})
        t=lambda n: r.update({n+'.eigenvalues_bias':g.n(4*H,1,std=.1),n+'.eigenvalues_weight':g.n(4*H,1,1,D,std=.02)})
        if mode=='P': b('source');b('mark');t('transition'); r.update(orientation_bias=g.n(4,H),orientation_weight=g.n(4,H,D))
        else: [b(n) for n in ('source_r','source_d','mark_l','mark_u')]; [t(n) for n in ('transition_r','transition_d','transition_rd')]
        return r,dict(heads=H)
    return f
for name,fn,mk,sh,nod in (('block_ecoformer',f_eco,mk_eco,(2,29,12,3,7,5),('fast_attention.ksh.A','fast_attention.ksh.mvec','fast_attention.ksh.anchor')),('block_scatterformer',f_sc,mk_sc,(211,12,3,3,5),()),('block_plstm2d_P',lambda i,c:grid_out(i,c,'P'),mk_pl('P'),(2,5,4,12,3),()),('block_plstm2d_D',lambda i,c:grid_out(i,c,'D'),mk_pl('D'),(2,3,7,10,2),())):
    g=Gen(int(sys.argv[3])); st={}; i,c=mk(g,sh); log=[]; run_case(st,'small',dict(fn=fn,nodiff=nod),i,c,g,log=log); save_st(out+name+'.safetensors',st,dict(op=name)); print(name,log)
